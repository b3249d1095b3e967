package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.models.series.SensorId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskModelsTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");

    private final TaskModels models = new TaskModels(new PipelineMetrics(new SimpleMeterRegistry()));
    private final FakeModel north = FakeModel.constant("north", 1);
    private final FakeModel south = FakeModel.constant("south", 2);

    @Test
    void shouldCloseAModelWithItsLastSensor() {
        // given
        show(A, "north", north);
        show(B, "north", north);
        assertThat(north.opened()).isEqualTo(1);

        // when one sensor has another route, then the other still has the model
        show(A, "south", south);
        assertThat(north.closed()).isZero();
        assertThat(models.size()).isEqualTo(2);

        // when the other one is retired
        models.forget(B);

        // then
        assertThat(north.closed()).isEqualTo(1);
        assertThat(models.size()).isEqualTo(1);
        assertThat(south.closed()).isZero();
    }

    @Test
    void shouldForgetNothingTwice() {
        // given
        show(A, "north", north);
        show(B, "north", north);

        // when
        models.forget(A);
        models.forget(A);

        // then
        assertThat(north.closed()).isZero();
    }

    @Test
    void shouldCloseAllModelsWithTheTask() {
        // given
        show(A, "north", north);
        show(B, "south", south);

        // when
        models.close();

        // then
        assertThat(north.closed()).isEqualTo(1);
        assertThat(south.closed()).isEqualTo(1);
        assertThat(models.size()).isZero();
    }

    private void show(SensorId sensor, String name, FakeModel model) {
        models.of(sensor, name).champion().show(Optional.of(model), "nothing forecasts");
    }
}
