package io.foreflow.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.training.SyntheticSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class YardstickTest {
    private static final Instant START = Instant.parse("2021-03-12T08:00:00Z");
    private static final BucketGrid UTC = BucketGrid.of(Step.HOUR, ZoneId.of("UTC"));
    private static final ZoneId WEST = ZoneId.of("America/Los_Angeles");

    @Test
    void shouldBeTheMeanDifferenceFromTheDayBefore() {
        // given: 10 on the first day, 13 on the second, 100 on the third
        Map<Instant, Double> actuals = hours(72, hour -> hour < 24 ? 10 : hour < 48 ? 13 : 100);

        // then
        assertThat(Yardstick.of(actuals, UTC, START.plusSeconds(48 * 3600))).isEqualTo(3);
        assertThat(Yardstick.of(actuals, UTC, START.plusSeconds(72 * 3600))).isEqualTo(45);
    }

    @Test
    void shouldSkipWhatIsMissing() {
        // given
        Map<Instant, Double> actuals = hours(48, hour -> hour < 24 ? 10 : hour);
        actuals.keySet().removeIf(time -> !time.equals(START) && !time.equals(START.plusSeconds(24 * 3600)));

        // then
        assertThat(Yardstick.of(actuals, UTC, Instant.MAX)).isEqualTo(14);
        assertThat(Yardstick.of(Map.of(START, 1.0), UTC, Instant.MAX)).isNaN();
    }

    @Test
    void shouldAlignByLocalHourAcrossTheClockChange() {
        // given: each value is its local hour; clocks go from 01:59 to 03:00 on 2021-03-14
        Map<Instant, Double> actuals =
                hours(96, hour -> Step.HOUR.plus(START, hour).atZone(WEST).getHour());

        // then
        assertThat(Yardstick.of(actuals, BucketGrid.of(Step.HOUR, WEST), Instant.MAX))
                .isZero();
        assertThat(Yardstick.of(actuals, UTC, Instant.MAX)).isPositive();
    }

    @Test
    void shouldCompareLocalDaysAcrossClockChangesAndSkippedMidnights() {
        // given: days in Santiago, one of which begins at 01:00 and one of which has 25 hours
        BucketGrid days = BucketGrid.of(Step.of(Duration.ofDays(1)), ZoneId.of("America/Santiago"));
        long first = LocalDate.of(2024, 3, 1).toEpochDay();
        Map<Instant, Double> actuals = new HashMap<>();
        for (int day = 0; day < 220; day++) {
            actuals.put(days.startOf(first + day), (double) 5 * day);
        }

        // then
        assertThat(actuals).hasSize(220).containsKey(Instant.parse("2024-09-08T04:00:00Z"));
        assertThat(Yardstick.of(actuals, days, Instant.MAX)).isEqualTo(5);
    }

    @Test
    void shouldReadMeasuredTargetsOutOfWindows() {
        // given
        SyntheticSeries series = new SyntheticSeries("a", "UTC", "2021-02-01T00:00:00Z", 24 * 12, 10, 1);
        List<TrainingWindow> windows = series.windows();
        TrainingWindow last = windows.get(windows.size() - 1);

        // when
        Map<Instant, Double> actuals = Yardstick.actuals(windows);
        Map<Instant, Double> imputed = Yardstick.actuals(List.of(
                new TrainingWindow(last.window(), Values.of(last.target().toArray()), List.of(0, 23))));

        // then
        assertThat(actuals).hasSize(4 * 24).allSatisfy((time, value) -> Assertions.assertThat(value)
                .isEqualTo(series.values().get(time)));
        assertThat(imputed).hasSize(22).doesNotContainKey(last.window().origin());
    }

    private static Map<Instant, Double> hours(int hours, java.util.function.IntToDoubleFunction value) {
        Map<Instant, Double> actuals = new HashMap<>();
        for (int hour = 0; hour < hours; hour++) {
            actuals.put(Step.HOUR.plus(START, hour), value.applyAsDouble(hour));
        }
        return actuals;
    }
}
