package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OfflineNeighboursTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");

    @Test
    void shouldKnowOfANeighbourWhatHadArrived() {
        // given: each hour b is read before a
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < 100; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            readings.add(Reading.of(B, time, 100 + hour));
            readings.add(Reading.of(A, time, hour));
        }
        WindowerConfig config = WindowerConfig.defaults()
                .withNeighbours(Neighbours.of(Map.of(A, List.of(B), B, List.of(A), SensorId.of("absent"), List.of(A))));

        // when
        OfflineWindower.Replayed replayed = OfflineWindower.replay(
                config, readings, START.plus(Duration.ofDays(30)), OfflineWindower.Wanted.TRAINING);

        // then: a knows b's last hour, b does not know a's
        assertThat(replayed.rejected()).isEmpty();
        assertThat(replayed.sensors()).hasSize(2);
        TrainingWindow ofA = last(replayed.sensors().get(0));
        TrainingWindow ofB = last(replayed.sensors().get(1));
        double origin = ofA.window().history().at(5) + 1;
        assertThat(ofA.window().covariate("b").past()).isEqualTo(Values.generate(24, i -> 100 + origin - 24 + i));
        assertThat(ofA.window().covariate("b").future().present()).isZero();
        assertThat(ofB.window().covariate("a").past())
                .isEqualTo(Values.generate(24, i -> i == 23 ? Double.NaN : origin - 24 + i));
    }

    private static TrainingWindow last(SensorWindows windows) {
        return windows.training().get(windows.training().size() - 1);
    }
}
