package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.evaluate.TrackedIntervals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacktestIntervalsTest {
    private static final List<Reading> READINGS = Rolling.readings("a", 84, 10, 1);
    private static final Instant CUT = RollingData.cut(READINGS, 0.3);

    private static Block block(List<Reading> readings) {
        return requireNonNull(RollingData.of(Rolling.CONFIG, readings, Rolling.NOW, CUT)
                .cut(CUT, Instant.MAX)
                .blocks()
                .get(SensorId.of("a")));
    }

    private static List<Interval> intervals(Block block, TargetBounds bounds) {
        List<Values> forecasts = block.windows().stream()
                .map(window -> Baseline.USUAL.completed(window).orElseThrow())
                .toList();
        return TrackedIntervals.of(block.windows(), forecasts, IntervalStarts.NONE, bounds)
                .intervals();
    }

    @Test
    void shouldGiveEachForecastBoundsAroundWhatMayCome() {
        // given
        Block block = block(READINGS);

        // when
        List<Interval> intervals = intervals(block, TargetBounds.NOT_NEGATIVE);

        // then
        assertThat(intervals).hasSameSizeAs(block.windows());
        assertThat(intervals).allSatisfy(interval -> {
            assertThat(interval.level()).isEqualTo(IntervalTracker.LEVEL);
            assertThat(interval.lower().stream()).allMatch(lower -> lower >= 0);
            for (int lead = 0; lead < 24; lead++) {
                assertThat(interval.lower().at(lead))
                        .isLessThanOrEqualTo(interval.upper().at(lead));
            }
        });
    }

    @Test
    void shouldNotLookAhead() {
        // given: other values from the fourth day of the block on
        Instant moment = CUT.plus(Duration.ofDays(4));
        List<Reading> others = READINGS.stream()
                .map(reading -> reading.time().isBefore(moment)
                        ? reading
                        : Reading.of(reading.sensor(), reading.time(), 500 - requireNonNull(reading.value())))
                .toList();

        // when
        List<Interval> one = intervals(block(READINGS), TargetBounds.NONE);
        List<Interval> other = intervals(block(others), TargetBounds.NONE);

        // then
        assertThat(other.subList(0, 97)).isEqualTo(one.subList(0, 97));
        assertThat(other.get(98)).isNotEqualTo(one.get(98));
    }
}
