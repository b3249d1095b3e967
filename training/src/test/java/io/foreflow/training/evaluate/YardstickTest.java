package io.foreflow.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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
        assertThat(Yardstick.of(actuals, UTC, START.plusSeconds(48 * 3600)).value())
                .isEqualTo(3);
        assertThat(Yardstick.of(actuals, UTC, START.plusSeconds(72 * 3600)).value())
                .isEqualTo(45);
    }

    @Test
    void shouldSkipWhatIsMissing() {
        // given
        Map<Instant, Double> actuals = hours(48, hour -> hour < 24 ? 10 : hour);
        actuals.keySet().removeIf(time -> !time.equals(START) && !time.equals(START.plusSeconds(24 * 3600)));

        // then
        assertThat(Yardstick.of(actuals, UTC, Instant.MAX).value()).isEqualTo(14);
        assertThat(Yardstick.of(Map.of(START, 1.0), UTC, Instant.MAX).value()).isNaN();
    }

    @Test
    void shouldAlignByLocalHourAcrossTheClockChange() {
        // given: each value is its local hour; clocks go from 01:59 to 03:00 on 2021-03-14
        Map<Instant, Double> actuals =
                hours(96, hour -> Step.HOUR.plus(START, hour).atZone(WEST).getHour());

        // then
        assertThat(Yardstick.of(actuals, BucketGrid.of(Step.HOUR, WEST), Instant.MAX)
                        .value())
                .isZero();
        assertThat(Yardstick.of(actuals, UTC, Instant.MAX).value()).isPositive();
    }

    @Test
    void shouldCompareLocalDaysAcrossClockChangesAndSkippedMidnights() {
        // given: days in Santiago, one of which begins at 01:00 and one of which has 25 hours
        BucketGrid days = BucketGrid.of(Step.of(Duration.ofDays(1)), ZoneId.of("America/Santiago"));
        long first = LocalDate.of(2024, 3, 1).toEpochDay();
        Map<Instant, Double> actuals = new HashMap<>();
        for (int day = 0; day < 220; day++) {
            actuals.put(days.startOf(first + day), 5.0 * day);
        }

        // then
        assertThat(actuals).hasSize(220).containsKey(Instant.parse("2024-09-08T04:00:00Z"));
        assertThat(Yardstick.of(actuals, days, Instant.MAX).value()).isEqualTo(5);
    }

    @Property(tries = 100, seed = "17")
    void shouldStayTheMeanDifferenceToTheBitWhereNothingIsFarFromTheRest(
            @ForAll @Size(value = 240) List<@DoubleRange(min = -50, max = 50) Double> values) {
        // given: noise around a daily shape
        IntToDoubleFunction value = hour -> 100 * Math.sin(hour * Math.PI / 12) + values.get(hour);
        Map<Instant, Double> actuals = hours(240, value);
        double sum = 0;
        for (int hour = 24; hour < 240; hour++) {
            sum += Math.abs(value.applyAsDouble(hour) - value.applyAsDouble(hour - 24));
        }

        // when
        Yardstick yardstick = Yardstick.of(actuals, UTC, Instant.MAX);

        // then
        assertThat(yardstick.value()).isEqualTo(sum / 216);
        assertThat(yardstick.differences()).isEqualTo(216);
        assertThat(yardstick.leftOut()).isZero();
    }

    @Property(tries = 100, seed = "17")
    void shouldMoveLittleWhenAFewValuesSayNothing(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 70) int gross,
            @ForAll @DoubleRange(min = 1e4, max = 1e30) double size,
            @ForAll boolean negative) {
        // given: at most a tenth of 30 days
        Map<Instant, Double> clean = hours(720, hour -> 100 * Math.sin(hour * Math.PI / 12) + random.nextGaussian());
        Map<Instant, Double> marked = new HashMap<>(clean);
        random.ints(gross, 0, 720).forEach(hour -> marked.put(Step.HOUR.plus(START, hour), (negative ? -1 : 1) * size));

        // when
        Yardstick yardstick = Yardstick.of(marked, UTC, Instant.MAX);

        // then
        double before = Yardstick.of(clean, UTC, Instant.MAX).value();
        assertThat(yardstick.value()).isBetween(0.5 * before, 2 * before);
        assertThat(yardstick.leftOut()).isBetween(1L, 2L * gross);
        assertThat(yardstick.leftOutShare()).isEqualTo(yardstick.leftOut() / 696.0);
    }

    private static Map<Instant, Double> hours(int hours, IntToDoubleFunction value) {
        Map<Instant, Double> actuals = new HashMap<>();
        for (int hour = 0; hour < hours; hour++) {
            actuals.put(Step.HOUR.plus(START, hour), value.applyAsDouble(hour));
        }
        return actuals;
    }
}
