package io.foreflow.forecaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ForecastLatencyTest {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldTakeTheSmallestTimeThatTheShareDoesNotExceed() {
        // given
        long[] nanos =
                LongStream.rangeClosed(1, 200).map(i -> (201 - i) * MILLI).toArray();

        // when
        ForecastLatency latency = ForecastLatency.of(2_000, nanos);

        // then
        assertThat(latency).isEqualTo(new ForecastLatency(100, 198, 200, 2_000));
    }

    @Test
    void shouldBeTheOnlyTimeThereIs() {
        assertThat(ForecastLatency.of(1, new long[] {3 * MILLI})).isEqualTo(new ForecastLatency(3, 3, 1, 1));
    }
}
