package io.foreflow.windowing.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtHandTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");
    private static final SensorId C = SensorId.of("c");

    private final List<SensorId> loaded = new ArrayList<>();
    private final AtHand<String> atHand = new AtHand<>(2, sensor -> {
        loaded.add(sensor);
        return "stored " + sensor.value();
    });

    @Test
    void shouldLoadOnceWhatIsNotAtHand() {
        // when, then
        assertThat(atHand.get(A)).isEqualTo("stored a");
        assertThat(atHand.get(A)).isEqualTo("stored a");
        assertThat(loaded).containsExactly(A);
    }

    @Test
    void shouldDropTheSensorThatWasNotUsedForLongest() {
        // given
        atHand.get(A);
        atHand.get(B);
        atHand.get(A);

        // when
        atHand.get(C);

        // then
        atHand.get(A);
        assertThat(loaded).containsExactly(A, B, C);
        atHand.get(B);
        assertThat(loaded).containsExactly(A, B, C, B);
    }

    @Test
    void shouldKeepWhatWasPutAndLoadAgainWhatWasRemoved() {
        // given
        atHand.put(A, "new");

        // when, then
        assertThat(atHand.get(A)).isEqualTo("new");
        atHand.remove(A);
        assertThat(atHand.get(A)).isEqualTo("stored a");
    }
}
