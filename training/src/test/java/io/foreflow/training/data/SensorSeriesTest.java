package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SensorSeriesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Property
    void shouldCountTheLongestStretchWithoutALongGap(
            @ForAll @Size(max = 30) Set<@IntRange(max = 80) Integer> hours, @ForAll @IntRange(max = 5) int maxGap) {
        // given
        SortedMap<Instant, Double> measured = new TreeMap<>();
        hours.forEach(hour -> measured.put(START.plus(Duration.ofHours(hour)), 1.0));
        SensorSeries series = SensorSeries.of(SensorId.of("a"), BucketGrid.of(Step.HOUR, ZoneOffset.UTC), measured);

        // when, then: counted hour by hour
        long longest = 0;
        long stretch = 0;
        int missing = 0;
        for (int hour = 0; hour <= 80; hour++) {
            missing = hours.contains(hour) ? 0 : missing + 1;
            stretch = missing > maxGap ? 0 : stretch + (stretch > 0 || missing == 0 ? 1 : 0);
            longest = Math.max(longest, missing == 0 ? stretch : 0);
        }
        assertThat(series.longestStretch(maxGap)).isEqualTo(longest);
    }
}
