package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final SensorId C = SensorId.of("c");
    private static final Instant TIME = Instant.parse("2021-03-01T00:00:00Z");
    private static final Neighbours NEIGHBOURS =
            Neighbours.of(Map.of(A, List.of(C, B), B, List.of(A, C), C, List.of()));

    @Test
    void shouldTellEachSensorWhoseNeighbourMeasured() {
        assertThat(NEIGHBOURS.copies(Reading.of(C, TIME, 5)))
                .containsExactly(
                        Reading.announcement(A, TIME, Map.of("c", 5.0)),
                        Reading.announcement(B, TIME, Map.of("c", 5.0)));
        assertThat(NEIGHBOURS.copies(Reading.of(A, TIME, 5)))
                .containsExactly(Reading.announcement(B, TIME, Map.of("a", 5.0)));
        assertThat(NEIGHBOURS.copies(Reading.timeOnly(C, TIME))).isEmpty();
        assertThat(NEIGHBOURS.copies(Reading.announcement(C, TIME, Map.of("temp", 1.0))))
                .isEmpty();
        assertThat(Neighbours.NONE.copies(Reading.of(C, TIME, 5))).isEmpty();
    }

    @Test
    void shouldNameThemBesideTheCovariates() {
        // given
        WindowerConfig config =
                WindowerConfig.defaults().withCovariates(List.of("temp", "bar")).withNeighbours(NEIGHBOURS);

        // then
        assertThat(config.covariatesOf(A)).containsExactly("b", "bar", "c", "temp");
        assertThat(config.covariatesOf(C)).containsExactly("bar", "temp");
    }

    @Test
    void shouldRefuseWhatCannotBeTold() {
        assertThatThrownBy(() -> Neighbours.of(Map.of(A, List.of(A))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window.neighbours.a (a) must not name the sensor itself");
        assertThatThrownBy(() ->
                        WindowerConfig.defaults().withNeighbours(NEIGHBOURS).withCovariates(List.of("c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window.covariates (c) must be no neighbour's name");
    }
}
