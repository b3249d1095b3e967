package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Six weeks of hours, from Monday 2021-06-07 to Sunday 2021-07-18. */
class LevelShiftsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant MONDAY = Instant.parse("2021-06-07T00:00:00Z");
    private static final int DAY = 24;
    private static final int LENGTH = 42 * DAY;

    @ParameterizedTest
    @CsvSource({"40, 0.6", "36, 0.6", "30, 0.6", "22, 0.6", "16, 0.6", "37, 1.7", "22, 3.5", "30, 0.2"})
    void shouldBringTheValuesBeforeAChangeToTheLevelAfterIt(int day, double factor) {
        // given: hour 7 of a working day
        int change = day * DAY - 17;
        double[] usual = traffic(1, DAY);
        double[] changed = usual.clone();
        scale(changed, change, LENGTH, factor);

        // when
        double[] levelled = levelled(changed, DAY, Set.of());

        // then: those well before the change, as it may be found some hours off
        for (int i = 0; i < change - DAY; i++) {
            assertThat(levelled[i] / usual[i]).as("slot %d", i).isCloseTo(factor, within(0.1 * factor));
        }
        assertThat(Arrays.copyOfRange(levelled, change + DAY, LENGTH))
                .isEqualTo(Arrays.copyOfRange(changed, change + DAY, LENGTH));
    }

    @Test
    void shouldFindAChangeAmongMissingValuesAndInHalfHours() {
        // given
        double[] usual = traffic(2, 2 * DAY);
        Random random = new Random(2);
        double[] changed = usual.clone();
        int change = 30 * 2 * DAY;
        scale(changed, change, changed.length, 0.6);
        for (int i = 0; i < changed.length; i++) {
            changed[i] = random.nextInt(5) == 0 ? Double.NaN : changed[i];
        }

        // when
        double[] levelled = levelled(changed, 2 * DAY, Set.of());

        // then
        for (int i = 0; i < change - 2 * DAY; i++) {
            assertThat(Double.isNaN(levelled[i])).isEqualTo(Double.isNaN(changed[i]));
            if (!Double.isNaN(changed[i])) {
                assertThat(levelled[i] / usual[i]).isCloseTo(0.6, within(0.06));
            }
        }
    }

    @Test
    void shouldFindTwoChangesOneAfterTheOther() {
        // given
        double[] usual = traffic(3, DAY);
        double[] changed = usual.clone();
        scale(changed, 22 * DAY, LENGTH, 0.6);
        scale(changed, 36 * DAY, LENGTH, 0.5);

        // when
        double[] levelled = levelled(changed, DAY, Set.of());

        // then
        assertThat(levelled[15 * DAY + 12] / usual[15 * DAY + 12]).isCloseTo(0.3, within(0.03));
        assertThat(levelled[29 * DAY + 12] / usual[29 * DAY + 12]).isCloseTo(0.3, within(0.03));
        assertThat(levelled[40 * DAY + 12]).isEqualTo(changed[40 * DAY + 12]);
    }

    @Property(tries = 100, seed = "5")
    void shouldLeaveASeriesWithoutAChangeAsItIs(@ForAll @IntRange(max = 10_000) int seed) {
        // given
        double[] usual = traffic(seed, DAY);

        // when, then
        assertThat(levelled(usual, DAY, Set.of())).isEqualTo(usual);
    }

    @Property(tries = 100, seed = "6")
    void shouldNotDependOnTheUnit(
            @ForAll @IntRange(max = 10_000) int seed,
            @ForAll @IntRange(min = -20, max = 20) int power,
            @ForAll @IntRange(min = 14 * DAY, max = LENGTH - 1) int change,
            @ForAll @DoubleRange(min = 0, max = 10) double factor) {
        // given: powers of 2, which round nothing
        double[] changed = traffic(seed, DAY);
        scale(changed, change, LENGTH, factor);
        double[] other = changed.clone();
        scale(other, 0, LENGTH, Math.scalb(1.0, power));

        // when
        double[] levelled = levelled(changed, DAY, Set.of());

        // then
        scale(levelled, 0, LENGTH, Math.scalb(1.0, power));
        assertThat(levelled(other, DAY, Set.of())).isEqualTo(levelled);
        for (double value : levelled) {
            assertThat(value).isFinite().isNotNegative();
        }
    }

    @Test
    void shouldLeaveAloneWhatPasses() {
        // no values but zeros for two days
        assertUntouched(Set.of(), (usual, i) -> i / DAY == 29 || i / DAY == 30 ? 0 : usual);
        // no readings for five days
        assertUntouched(Set.of(), (usual, i) -> i / DAY >= 29 && i / DAY < 34 ? Double.NaN : usual);
        // nothing since yesterday
        assertUntouched(Set.of(), (usual, i) -> i / DAY >= 41 ? 0 : usual);
        // a flood of three hours, and a number that means "no value"
        assertUntouched(Set.of(), (usual, i) -> i >= 700 && i < 703 ? 1_000 * usual : usual);
        assertUntouched(Set.of(), (usual, i) -> i == 700 ? 1e29 : usual);
        // a closed weekend, as of its end and later
        assertUntouched(Set.of(), (usual, i) -> i / DAY >= 40 ? usual / 2 : usual);
        assertUntouched(Set.of(), (usual, i) -> i / DAY == 33 || i / DAY == 34 ? usual / 2 : usual);
        // three working days at half the level, which then returns
        assertUntouched(Set.of(), (usual, i) -> i / DAY >= 29 && i / DAY < 32 ? usual / 2 : usual);
        // a holiday
        assertUntouched(Set.of(LocalDate.parse("2021-07-15")), (usual, i) -> i / DAY == 38 ? usual / 2 : usual);
    }

    @Test
    void shouldLeaveAloneWhatHasNoRatio() {
        // a sensor that never moved, and one that wakes up
        assertUntouched(Set.of(), (usual, i) -> 0);
        assertUntouched(Set.of(), (usual, i) -> i < 30 * DAY ? 0 : usual);
        // temperatures around zero
        assertUntouched(Set.of(), (usual, i) -> (i < 30 * DAY ? usual : usual / 2) - 200);
    }

    @Test
    void shouldNotJudgeStepsOfSeveralHours() {
        // given
        double[] changed = traffic(7, 4);
        scale(changed, 30 * 4, changed.length, 0.5);

        // when, then
        assertThat(levelled(changed, 4, Set.of())).isEqualTo(changed);
    }

    @Test
    void shouldMakeTheSameWindowsLiveAndFromARestoredState() {
        // given: a sensor that falls to 0.6 of itself after five weeks
        double[] values = traffic(8, DAY);
        int change = 35 * DAY + 9;
        scale(values, change, LENGTH, 0.6);
        SensorRun run = new SensorRun(WindowerConfig.defaults().withReadingsPerBucket(1));

        for (int i = 0; i < LENGTH; i++) {
            // when
            run.read(MONDAY.plus(Duration.ofHours(i)), values[i]);

            // then
            for (Emission emission : run.latest()) {
                if (emission instanceof BucketClosed closed && i > change - DAY) {
                    Window window = closed.window();
                    assertThat(run.windower().windowAt(run.state(), window.origin(), window.revision()))
                            .isEqualTo(window);
                }
            }
            if (i > change - DAY) {
                run.restore();
            }
        }
        Window newest = run.lastWindow();
        double expected = values[LENGTH - 7 * DAY + 12];
        assertThat(newest.lastWeek().at(12)).isEqualTo(expected);
        assertThat(newest.usual().at(12)).isCloseTo(expected, within(0.15 * expected));
        assertThat(newest.baselines().usual()).isLessThan(0.1 * newest.level());
    }

    private interface Changing {
        double at(double usual, int slot);
    }

    private static void assertUntouched(Set<LocalDate> holidays, Changing changing) {
        double[] values = traffic(4, DAY);
        Arrays.setAll(values, i -> changing.at(values[i], i));
        assertThat(levelled(values, DAY, holidays)).isEqualTo(values);
    }

    private static double[] levelled(double[] present, int perDay, Set<LocalDate> holidays) {
        double[] levelled = present.clone();
        BucketGrid grid = BucketGrid.of(Step.of(Duration.ofDays(1).dividedBy(perDay)), UTC);
        long base = grid.indexOf(MONDAY);
        LevelShifts.removeFrom(
                levelled,
                perDay,
                new LocalTimeIndex(grid).alignment(base, base + present.length + perDay),
                new DayKinds(holidays::contains));
        return levelled;
    }

    /** Two peaks a day and less at the weekend; days deviate by some percent, and steps too. */
    private static double[] traffic(long seed, int perDay) {
        Random random = new Random(seed);
        IntToDoubleFunction ofDay = step -> {
            double hour = 24.0 * step / perDay;
            return 20 + 300 * Math.exp(-Math.pow(hour - 8, 2) / 8) + 350 * Math.exp(-Math.pow(hour - 17, 2) / 12);
        };
        double[] values = new double[42 * perDay];
        for (int day = 0; day < 42; day++) {
            double size = (day % 7 < 5 ? 1 : 0.6) * (1 + 0.04 * random.nextGaussian());
            for (int step = 0; step < perDay; step++) {
                values[day * perDay + step] =
                        size * ofDay.applyAsDouble(step) * Math.max(0, 1 + 0.1 * random.nextGaussian());
            }
        }
        return values;
    }

    private static void scale(double[] values, int from, int to, double factor) {
        for (int i = from; i < to; i++) {
            values[i] *= factor;
        }
    }
}
