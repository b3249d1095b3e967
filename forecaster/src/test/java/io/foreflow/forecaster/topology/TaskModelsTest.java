package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.models.series.SensorId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskModelsTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final SensorId C = SensorId.of("c");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ModelMemory memory = new ModelMemory(400);
    private final List<String> evicted = new ArrayList<>();
    private final TaskModels models = new TaskModels(new PipelineMetrics(meters), memory, evicted::add);
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

    @Test
    void shouldEvictTheModelThatWasUsedLeastRecently() {
        // given two models that fill the memory: weights and a replica of 100 bytes each
        show(A, "north", north);
        show(B, "south", south);
        show(A, "north", north);
        models.makeRoom();
        assertThat(memory.bytes()).isEqualTo(400);
        assertThat(evicted).isEmpty();

        // when a third one comes
        FakeModel west = FakeModel.constant("west", 3);
        show(C, "west", west);
        models.makeRoom();

        // then
        assertThat(evicted).containsExactly("south");
        assertThat(south.closed()).isEqualTo(1);
        assertThat(north.closed()).isZero();
        assertThat(memory.bytes()).isEqualTo(400);
        assertThat(meters.get("foreflow.model.replicas.evicted").counter().count())
                .isEqualTo(1);
        assertThat(models.size()).isEqualTo(3);

        // when a sensor needs the evicted one, it is opened again, and the next one goes
        TaskModels.Replicas replicas = models.of(B, "south");
        assertThat(replicas.wasEvicted()).isTrue();
        assertThat(replicas.wasEvicted()).isFalse();
        show(B, "south", south);
        models.makeRoom();
        assertThat(south.opened()).isEqualTo(2);
        assertThat(evicted).containsExactly("south", "north");
    }

    @Test
    void shouldKeepAModelThatIsLargerThanTheMemory() {
        // given
        TaskModels narrow = new TaskModels(new PipelineMetrics(meters), new ModelMemory(50), evicted::add);

        // when
        narrow.of(A, "north").champion().show(Optional.of(north), "nothing forecasts");
        narrow.makeRoom();

        // then
        assertThat(evicted).isEmpty();
        assertThat(north.closed()).isZero();

        // when another one is used
        narrow.of(B, "south").champion().show(Optional.of(south), "nothing forecasts");
        narrow.makeRoom();

        // then only that one is left
        assertThat(evicted).containsExactly("north");
        assertThat(south.closed()).isZero();
    }

    @Test
    void shouldCountTheWeightsOfSharedModelsOnce() {
        // given another task with the same model
        TaskModels other = new TaskModels(new PipelineMetrics(meters), memory, evicted::add);
        show(A, "north", north);

        // when
        other.of(B, "north").champion().show(Optional.of(north), "nothing forecasts");

        // then there is a replica more, and no further weights
        assertThat(memory.bytes()).isEqualTo(300);

        // when
        models.close();
        assertThat(memory.bytes()).isEqualTo(200);
        other.close();
        assertThat(memory.bytes()).isZero();
    }

    private void show(SensorId sensor, String name, FakeModel model) {
        models.of(sensor, name).champion().show(Optional.of(model), "nothing forecasts");
    }
}
