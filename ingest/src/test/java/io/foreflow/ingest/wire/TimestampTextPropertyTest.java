package io.foreflow.ingest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimestampTextPropertyTest {
    @Property(tries = 5_000, seed = "17")
    void shouldWriteAsInstantDoes(
            @ForAll @LongRange(min = -4_000_000_000L, max = 9_000_000_000L) long second,
            @ForAll @IntRange(min = 0, max = 999_999_999) int nanos) {
        for (int rounded : new int[] {0, nanos, nanos / 1_000 * 1_000, nanos / 1_000_000 * 1_000_000}) {
            Instant time = Instant.ofEpochSecond(second, rounded);
            assertThat(TimestampText.of(time)).isEqualTo(time.toString());
        }
    }
}
