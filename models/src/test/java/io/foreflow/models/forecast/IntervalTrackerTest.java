package io.foreflow.models.forecast;

import static io.foreflow.models.forecast.WindowFixture.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTrackerTest {
    private static final int HORIZON = 24;
    /** A Monday, midnight in UTC. */
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");

    private static final Values CALM = constant(HORIZON, 1);
    /** Of forecasts without bounds: the quantiles of now say whether an error lies beyond. */
    private static final Values UNBOUNDED = Values.missing(HORIZON);

    private static final Values FORECAST = constant(HORIZON, 100);

    @Test
    void shouldStartFromTheLeastTrailingErrorThatTheWindowKnows() {
        // given
        Window window = WindowFixture.window().errors(30, 20, 10).build();

        // when
        Interval interval = IntervalTracker.start(HORIZON)
                .bounds(window, FORECAST, TargetBounds.NONE)
                .orElseThrow();

        // then
        assertThat(interval.level()).isEqualTo(0.9);
        assertThat(interval.lower().toArray())
                .containsExactly(constant(HORIZON, 100 - 20.6).toArray(), within(1e-5));
        assertThat(interval.upper().toArray())
                .containsExactly(constant(HORIZON, 100 + 20.6).toArray(), within(1e-5));
    }

    @Test
    void shouldStartFromTheDeviationWhileNoBaselineHasBeenScored() {
        // given
        Window young = WindowFixture.window()
                .errors(BaselineErrors.UNKNOWN)
                .level(50, 10)
                .build();

        // when
        Interval interval = IntervalTracker.start(HORIZON)
                .bounds(young, FORECAST, TargetBounds.NONE)
                .orElseThrow();

        // then
        assertThat(interval.upper().at(23)).isCloseTo(120.6, within(1e-5));
    }

    @Test
    void shouldHaveNothingToGoByAtTheFirstReading() {
        // given
        Window first = WindowFixture.unknown().level(50, 0).build();

        // then
        assertThat(IntervalTracker.start(HORIZON).bounds(first, FORECAST, TargetBounds.NONE))
                .isEmpty();
        assertThat(IntervalTracker.start(HORIZON).hasObserved()).isFalse();
    }

    @Test
    void shouldGoByErrorsAsSoonAsOneIsKnown() {
        // given
        Window first = WindowFixture.unknown().level(50, 0).build();
        Values oneError = Values.generate(HORIZON, lead -> lead == 0 ? 3 : Double.NaN);

        // when
        IntervalTracker tracker = IntervalTracker.start(HORIZON).observe(first, oneError, oneError, UNBOUNDED);

        // then
        assertThat(tracker.hasObserved()).isTrue();
        assertThat(tracker.bounds(first, FORECAST, TargetBounds.NONE)).isPresent();
    }

    @Test
    void shouldMoveOutTheBoundThatAnErrorLiesBeyondAndMoveInTheOther() {
        // given
        Window window = hour(0);
        IntervalTracker start = IntervalTracker.start(HORIZON);

        // when: an error of lead 3 lies above, nothing else is known
        IntervalTracker tracker = start.observe(
                window, Values.generate(HORIZON, lead -> lead == 3 ? 50 : Double.NaN), constant(HORIZON, 1), UNBOUNDED);

        // then: by 0.07 × 0.95 and 0.07 × 0.05
        float[] before = start.numbers();
        float[] after = tracker.numbers();
        int upper = before.length - HORIZON;
        int lower = upper - HORIZON;
        assertThat(after[upper + 3] - before[upper + 3]).isCloseTo(0.0665f, within(1e-6f));
        assertThat(after[lower + 3] - before[lower + 3]).isCloseTo(0.0035f, within(1e-6f));
        assertThat(after[upper + 4]).isEqualTo(before[upper + 4]);
    }

    @Test
    void shouldGoByTheBoundsThatTheForecastHad() {
        // given: an error of 1.5 mean errors, well within the quantiles of now
        IntervalTracker start = IntervalTracker.start(HORIZON);
        Values errors = constant(HORIZON, 1.5);

        // when: three forecasts had other bounds
        Values misses =
                Values.generate(HORIZON, lead -> lead < 3 ? IntervalTracker.miss(-1, 1, errors.at(lead)) : Double.NaN);
        float[] after = start.observe(hour(0), errors, CALM, misses).numbers();

        // then
        int upper = after.length - HORIZON;
        assertThat(after[upper + 2]).isGreaterThan(start.numbers()[upper + 2]);
        assertThat(after[upper + 3]).isLessThan(start.numbers()[upper + 3]);
        assertThat(IntervalTracker.miss(-1, 1, -2)).isEqualTo(-1);
        assertThat(IntervalTracker.miss(-1, 1, 1)).isZero();
        assertThat(IntervalTracker.miss(Double.NaN, Double.NaN, 1)).isNaN();
    }

    @Test
    void shouldNotLearnFromAStepOfWhichNothingHadBeenForecast() {
        // given
        IntervalTracker start = IntervalTracker.start(HORIZON);

        // then
        assertThat(start.observe(hour(0), Values.missing(HORIZON), Values.missing(HORIZON), UNBOUNDED))
                .isSameAs(start);
    }

    @Test
    void shouldCoverNineTenthsAtEveryLeadWhateverTheErrorsAreLike() {
        // given: lopsided errors, larger by day, larger at far leads, three times as large after half a year
        int hours = 24 * 365;
        Random random = new Random(237);
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        List<Interval> issued = new ArrayList<>();
        List<Double> unrests = new ArrayList<>();
        int[] inside = new int[HORIZON];

        // when
        for (int hour = 0; hour < hours; hour++) {
            issued.add(tracker.bounds(hour(hour - 1), Values.of(new double[HORIZON]), TargetBounds.NONE)
                    .orElseThrow());
            unrests.add(tracker.unrest());
            double size = (hour % 24 < 12 ? 1 : 5) * (hour < hours / 2 ? 1 : 3);
            int now = hour;
            Values errors = Values.generate(
                    HORIZON,
                    lead -> now < lead
                            ? Double.NaN
                            : size * (1 + lead / 24.0) * (Math.pow(random.nextGaussian(), 2) - 0.5));
            for (int lead = 0; lead < HORIZON && hour >= 24 * 28; lead++) {
                Interval interval = issued.get(hour - lead);
                boolean hit = errors.at(lead) >= interval.lower().at(lead)
                        && errors.at(lead) <= interval.upper().at(lead);
                inside[lead] += hit ? 1 : 0;
            }
            Values misses = Values.generate(
                    HORIZON, lead -> now < lead ? Double.NaN : miss(issued.get(now - lead), lead, errors.at(lead)));
            Values then = Values.generate(HORIZON, lead -> now < lead ? Double.NaN : unrests.get(now - lead));
            tracker = tracker.observe(hour(hour), errors, then, misses);
        }

        // then
        for (int lead = 0; lead < HORIZON; lead++) {
            assertThat((double) inside[lead] / (hours - 24 * 28))
                    .as("lead %d", lead)
                    .isBetween(0.88, 0.92);
        }
    }

    @Test
    void shouldKnowThatSomeHoursAreHarderThanOthers() {
        // given
        Random random = new Random(237);
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        for (int hour = 0; hour < 24 * 60; hour++) {
            double size = hour % 24 == 8 ? 50 : 1;
            tracker = tracker.observe(
                    hour(hour), Values.generate(HORIZON, lead -> size * random.nextGaussian()), CALM, UNBOUNDED);
        }

        // when: of a Monday that begins
        Interval interval =
                tracker.bounds(hour(24 * 63 - 1), FORECAST, TargetBounds.NONE).orElseThrow();

        // then
        assertThat(interval.upper().at(8) - 100)
                .isGreaterThan(5 * (interval.upper().at(9) - 100));
    }

    @Test
    void shouldTakeAHolidayForADayOfRest() {
        // given: eight weeks whose week-ends are hard to forecast
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        for (int hour = 0; hour < 24 * 56; hour++) {
            double size = hour / 24 % 7 >= 5 ? 50 : 1;
            tracker = tracker.observe(hour(hour), constant(HORIZON, hour % 2 == 0 ? size : -size), CALM, UNBOUNDED);
        }

        // when: of two Mondays, one of them a holiday
        Window monday = hour(24 * 56 - 1);
        Window holiday = monday.toBuilder().holidays(List.of(0)).build();

        // then
        assertThat(width(tracker, monday)).isLessThan(width(tracker, holiday) / 5);
    }

    @Test
    void shouldWidenWhileErrorsAreLargeAndRemember() {
        // given
        IntervalTracker calm = IntervalTracker.start(HORIZON);
        for (int hour = 0; hour < 48; hour++) {
            calm = calm.observe(
                    hour(hour), constant(HORIZON, hour % 2 == 0 ? 1 : -1), constant(HORIZON, calm.unrest()), UNBOUNDED);
        }

        // when
        IntervalTracker restless = calm;
        for (int hour = 48; hour < 51; hour++) {
            restless =
                    restless.observe(hour(hour), constant(HORIZON, 9), constant(HORIZON, restless.unrest()), UNBOUNDED);
        }

        // then
        assertThat(calm.unrest()).isCloseTo(1, within(0.1));
        assertThat(restless.unrest()).isGreaterThan(2);
        assertThat(width(restless, 50)).isGreaterThan(1.4 * width(calm, 50));
    }

    @Test
    void shouldSayThatASeriesWithoutErrorsStaysWhereItIs() {
        // given
        Window flat = WindowFixture.window().errors(0, 0, 0).level(100, 0).build();
        IntervalTracker tracker = IntervalTracker.start(HORIZON).observe(flat, constant(HORIZON, 0), CALM, UNBOUNDED);

        // when
        Interval interval = tracker.bounds(flat, FORECAST, TargetBounds.NONE).orElseThrow();

        // then
        assertThat(interval).isEqualTo(new Interval(0.9, FORECAST, FORECAST));
    }

    @Test
    void shouldComeBackFromItsNumbers() {
        // given
        IntervalTracker tracker =
                IntervalTracker.start(HORIZON).observe(hour(7), constant(HORIZON, 3), CALM, UNBOUNDED);

        // then
        assertThat(IntervalTracker.of(tracker.numbers())).isEqualTo(tracker);
        assertThat(IntervalTracker.of(IntervalTracker.start(2).numbers())).isEqualTo(IntervalTracker.start(2));
        assertThat(tracker.horizon()).isEqualTo(24);
    }

    @Property
    void theMeanMagnitudeIsThatOfAStream(@ForAll long seed, @ForAll @IntRange(min = 0, max = 30) int length) {
        // given: magnitudes far apart, and some that are missing
        Random random = new Random(seed);
        Values residuals = Values.generate(
                length,
                lead -> random.nextInt(4) == 0
                        ? Double.NaN
                        : random.nextGaussian() * Math.pow(10, random.nextInt(30) - 10));

        // then
        assertThat(IntervalTracker.meanMagnitude(residuals))
                .isEqualTo(Double.valueOf(residuals.stream()
                        .filter(error -> !Double.isNaN(error))
                        .map(Math::abs)
                        .average()
                        .orElse(Double.NaN)));
    }

    @Property(tries = 100, seed = "237")
    void shouldComeBackFromItsNumbersWhateverItHasObserved(
            @ForAll long seed, @ForAll @DoubleRange(min = -300, max = 300) double magnitude) {
        // given
        Random random = new Random(seed);
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        for (int hour = random.nextInt(100); hour > 0; hour--) {
            double size = Math.pow(10, magnitude) * (random.nextInt(20) == 0 ? 0 : 1);
            tracker = tracker.observe(
                    hour(hour),
                    Values.generate(
                            HORIZON, lead -> random.nextInt(3) == 0 ? Double.NaN : size * random.nextGaussian()),
                    constant(HORIZON, tracker.unrest()),
                    UNBOUNDED);
        }

        // then
        assertThat(IntervalTracker.of(tracker.numbers())).isEqualTo(tracker);
        assertThat(tracker.numbers()).hasSize(IntervalTracker.numbers(HORIZON));
    }

    @Test
    void shouldTrackErrorsOfAnySize() {
        // given
        double tiny = 1e-30;
        IntervalTracker one = IntervalTracker.start(HORIZON);
        IntervalTracker other = one;

        // when: errors of one magnitude each
        for (int hour = 0; hour < 24 * 365; hour++) {
            double sign = hour % 2 == 0 ? 1 : -1;
            one = one.observe(hour(hour), constant(HORIZON, sign), CALM, UNBOUNDED);
            other = other.observe(hour(hour, tiny), constant(HORIZON, tiny * sign), CALM, UNBOUNDED);
        }

        // then: bounds lie at that magnitude
        assertThat(width(one, 24 * 365)).isCloseTo(2, within(0.1));
        assertThat(width(other, 24 * 365)).isCloseTo(2 * tiny, within(0.1 * tiny));
    }

    @ParameterizedTest
    @CsvSource({
        "0, NaN, residual",
        "0, -1, residual",
        "1, 11, unrest",
        "2, -0.5, mean errors",
        "2, NaN, mean errors",
        "3, 0.5, whole number",
        "3, -1, whole number",
        "10, NaN, mean errors",
        "60, 1e12, whole number",
        "60, NaN, whole number",
        "120, NaN, quantiles",
    })
    void shouldRefuseNumbersThatAreNoTrackers(int place, float number, String rule) {
        // given
        float[] numbers = IntervalTracker.start(HORIZON)
                .observe(hour(7), constant(HORIZON, 3), CALM, UNBOUNDED)
                .numbers();

        // when
        numbers[place] = number;

        // then
        assertThatThrownBy(() -> IntervalTracker.of(numbers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    @Test
    void shouldRefuseWhatDoesNotBelongToIt() {
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        assertThatThrownBy(() -> tracker.bounds(hour(0), constant(12, 1), TargetBounds.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tracker.observe(hour(0), constant(12, 1), CALM, UNBOUNDED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IntervalTracker.of(new float[12])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IntervalTracker.start(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 100, seed = "237")
    void shouldNeverCrossNorLeaveTheBoundsOfTheTarget(
            @ForAll long seed, @ForAll @DoubleRange(min = -12, max = 12) double magnitude) {
        // given: any errors, biased ones too
        Random random = new Random(seed);
        double size = Math.pow(10, magnitude);
        double bias = 3 * random.nextGaussian();
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        for (int hour = 0; hour < 200; hour++) {
            tracker = tracker.observe(
                    hour(hour),
                    Values.generate(
                            HORIZON,
                            lead -> random.nextInt(5) == 0 ? Double.NaN : size * (bias + random.nextGaussian())),
                    constant(HORIZON, tracker.unrest()),
                    UNBOUNDED);
        }

        // when
        Interval interval = tracker.bounds(hour(200), Values.generate(HORIZON, lead -> lead), TargetBounds.NOT_NEGATIVE)
                .orElseThrow();

        // then
        for (int lead = 0; lead < HORIZON; lead++) {
            assertThat(interval.lower().at(lead))
                    .isNotNegative()
                    .isLessThanOrEqualTo(interval.upper().at(lead));
        }
    }

    @Property(tries = 50, seed = "237")
    void shouldBeAsWideInAnyUnit(@ForAll long seed, @ForAll @DoubleRange(min = -6, max = 6) double magnitude) {
        // given
        double unit = Math.pow(10, magnitude);
        IntervalTracker one = IntervalTracker.start(HORIZON);
        IntervalTracker other = one;
        Random random = new Random(seed);
        for (int hour = 0; hour < 100; hour++) {
            Values errors = Values.generate(HORIZON, lead -> random.nextGaussian());
            one = one.observe(hour(hour, 2), errors, constant(HORIZON, one.unrest()), UNBOUNDED);
            other = other.observe(
                    hour(hour, 2 * unit),
                    Values.generate(HORIZON, lead -> unit * errors.at(lead)),
                    constant(HORIZON, other.unrest()),
                    UNBOUNDED);
        }

        // then
        assertThat(width(other, 100)).isCloseTo(unit * width(one, 100), within(1e-6 * unit));
    }

    @Test
    void shouldStayFiniteWhateverComes() {
        // given
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        for (int hour = 0; hour < 50; hour++) {
            tracker = tracker.observe(hour(hour), constant(HORIZON, Double.MAX_VALUE), CALM, UNBOUNDED);
        }

        // then: bounds are finite, or making them would throw
        assertThat(tracker.bounds(hour(50), constant(HORIZON, Double.MAX_VALUE), TargetBounds.NONE))
                .isPresent();
    }

    private static double miss(Interval interval, int lead, double actual) {
        return IntervalTracker.miss(interval.lower().at(lead), interval.upper().at(lead), actual);
    }

    private static double width(IntervalTracker tracker, int hour) {
        return width(tracker, hour(hour));
    }

    private static double width(IntervalTracker tracker, Window window) {
        Interval interval = tracker.bounds(window, Values.of(new double[HORIZON]), TargetBounds.NONE)
                .orElseThrow();
        return interval.upper().at(0) - interval.lower().at(0);
    }

    /** The window whose last known step is hour {@code hour} of the series. */
    private static Window hour(int hour) {
        return hour(hour, 1);
    }

    private static Window hour(int hour, double error) {
        return WindowFixture.window()
                .zone("UTC")
                .origin(START.plus(Duration.ofHours(hour + 1)).toString())
                .errors(error, error, error)
                .build();
    }
}
