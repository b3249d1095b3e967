package io.foreflow.models.forecast;

import static io.foreflow.models.forecast.WindowFixture.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalStarts.SeenSensor;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalStartsTest {
    private static final int HORIZON = 24;
    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
    private static final Values UNBOUNDED = Values.missing(HORIZON);

    /** Whom all windows of the fixture belong to. */
    private static final SensorId OWN = WindowFixture.window().build().sensor();

    private static final SensorId ELSE = SensorId.of("someone-else");

    @Test
    void shouldStartASensorThatWasSeenWhereItEnded() {
        // given
        IntervalTracker tracker = learnt(1, 500, 10);
        IntervalStarts starts = IntervalStarts.of(Map.of(OWN, new SeenSensor(tracker, 5)));

        // when
        IntervalTracker start = starts.at(hour(500, 5)).orElseThrow();

        // then: what it has learnt, as floats, but not how restless the sensor was then
        assertThat(start.unrest()).isEqualTo(1);
        assertThat(start.hasObserved()).isTrue();
        assertThat(width(start, hour(500, 5))).isCloseTo(width(tracker.calm(), hour(500, 5)), within(1e-4));
    }

    @Test
    void shouldStartAnySensorWithTheErrorsThatOthersHadBesideWhatTheirWindowsKnew() {
        // given: errors of half of what the windows knew, at two sensors of quite different size
        IntervalStarts starts = IntervalStarts.of(Map.of(
                SensorId.of("small"), new SeenSensor(learnt(1, 24 * 60, 1), 2),
                SensorId.of("large"), new SeenSensor(learnt(2, 24 * 60, 1_000), 2_000)));

        // when
        Window stranger = hour(0, 20);
        IntervalTracker start = starts.at(stranger).orElseThrow();

        // then: 90 % of normally distributed errors whose mean magnitude is 10
        assertThat(start.hasObserved()).isFalse();
        assertThat(width(start, stranger)).isCloseTo(2 * 2.06 * 10, within(8.0));
        assertThat(width(IntervalTracker.start(HORIZON), stranger)).isGreaterThan(1.6 * width(start, stranger));
    }

    @Test
    void shouldLetANewSensorsOwnErrorsCountSoon() {
        // given: a sensor that is forecast ten times better than those before
        IntervalTracker tracker = IntervalStarts.of(Map.of(ELSE, new SeenSensor(learnt(1, 24 * 60, 10), 10)))
                .at(hour(0, 10))
                .orElseThrow();
        double before = width(tracker, hour(0, 10));

        // when: two days
        for (int hour = 0; hour < 48; hour++) {
            tracker = tracker.observe(
                    hour(hour, 10),
                    constant(HORIZON, hour % 2 == 0 ? 1 : -1),
                    constant(HORIZON, tracker.unrest()),
                    UNBOUNDED);
        }

        // then
        assertThat(width(tracker, hour(48, 10))).isLessThan(before / 2);
    }

    @Test
    void shouldKnowNothingOfAStrangerWhoseWindowKnowsNothing() {
        // given
        IntervalStarts starts = IntervalStarts.of(Map.of(ELSE, new SeenSensor(learnt(1, 50, 10), 10)));

        // then
        assertThat(starts.at(WindowFixture.unknown().build())).isEmpty();
        assertThat(IntervalStarts.NONE.at(hour(0, 1))).isEmpty();
        assertThat(IntervalStarts.NONE.isEmpty()).isTrue();
        assertThat(starts.isEmpty()).isFalse();
    }

    @Test
    void shouldSayNothingOfOthersWhereNoWindowKnewOfErrors() {
        // when
        IntervalStarts starts = IntervalStarts.of(Map.of(OWN, new SeenSensor(learnt(1, 50, 10), Double.NaN)));

        // then
        assertThat(starts.sensors()).containsOnlyKeys(OWN);
        assertThat(starts.others()).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatHasObservedNothing() {
        // given
        Map<SensorId, SeenSensor> seen = Map.of(
                SensorId.of("new"),
                new SeenSensor(IntervalTracker.start(HORIZON), 1),
                OWN,
                new SeenSensor(learnt(1, 50, 10), 10));

        // then
        assertThat(IntervalStarts.of(seen).sensors()).containsOnlyKeys(OWN);
        assertThat(IntervalStarts.of(Map.of())).isEqualTo(IntervalStarts.NONE);
    }

    @Test
    void shouldKeepNoMoreNumbersThanAFileMayHold() {
        // given: trackers of so long a horizon that two of them are all that fits
        int horizon = IntervalStarts.MAX_NUMBERS / 6 - 100;
        Values errors = constant(horizon, 1);
        IntervalTracker tracker = IntervalTracker.start(horizon)
                .observe(hour(0, 1), errors, constant(horizon, 1), Values.missing(horizon));
        Map<SensorId, SeenSensor> seen = new HashMap<>();
        for (String sensor : new String[] {"a", "b", "c", "d"}) {
            seen.put(SensorId.of(sensor), new SeenSensor(tracker, 1));
        }

        // then
        assertThat(IntervalStarts.of(seen).sensors()).containsOnlyKeys(SensorId.of("a"), SensorId.of("b"));
        TreeMap<SensorId, IntervalTracker> all = new TreeMap<>();
        seen.forEach((sensor, one) -> all.put(sensor, one.tracker()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntervalStarts(all, Optional.empty()))
                .withMessageContaining("too many");
    }

    @Test
    void shouldRefuseWhatIsNoStart() {
        IntervalTracker observed = learnt(1, 50, 10);
        IntervalTracker fresh = IntervalTracker.start(HORIZON);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntervalStarts(one(fresh), Optional.empty()))
                .withMessageContaining("known");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntervalStarts(one(IntervalTracker.typical(List.of(observed))), Optional.empty()))
                .withMessageContaining("observed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntervalStarts(new TreeMap<>(), Optional.of(observed)))
                .withMessageContaining("observed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntervalStarts(
                        one(observed),
                        Optional.of(IntervalTracker.typical(List.of(IntervalTracker.start(3)
                                .observe(hour(0, 1), constant(3, 1), constant(3, 1), Values.missing(3)))))))
                .withMessageContaining("horizon");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntervalStarts(one(observed), Optional.empty()).requireHorizon(3))
                .withMessage("intervals of 24 steps cannot start forecasts of 3 steps");
    }

    @Property(tries = 100, seed = "237")
    void shouldBeTheSameOnceRounded(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int steps,
            @ForAll @DoubleRange(min = -12, max = 12) double magnitude) {
        // given
        double size = Math.pow(10, magnitude);
        IntervalStarts starts = IntervalStarts.of(Map.of(OWN, new SeenSensor(learnt(seed, steps, size), size)));

        // then
        assertThat(new IntervalStarts(starts.sensors(), starts.others())).isEqualTo(starts);
        assertThat(starts.sensors()).hasSize(1);
    }

    @Property(tries = 50, seed = "237")
    void shouldStartAsWideAsTheWindowsErrorsAreLarge(
            @ForAll long seed, @ForAll @DoubleRange(min = -6, max = 6) double magnitude) {
        // given
        double factor = Math.pow(10, magnitude);
        IntervalStarts starts = IntervalStarts.of(Map.of(ELSE, new SeenSensor(learnt(seed, 200, 10), 10)));

        // when
        Window one = hour(0, 3);
        Window other = hour(0, 3 * factor);

        // then
        assertThat(width(starts.at(other).orElseThrow(), other))
                .isCloseTo(factor * width(starts.at(one).orElseThrow(), one), within(1e-5 * factor));
    }

    private static SortedMap<SensorId, IntervalTracker> one(IntervalTracker tracker) {
        return new TreeMap<>(Map.of(OWN, tracker));
    }

    /** After so many steps of normally distributed errors whose mean magnitude is {@code size}. */
    private static IntervalTracker learnt(long seed, int steps, double size) {
        Random random = new Random(seed);
        IntervalTracker tracker = IntervalTracker.start(HORIZON);
        for (int hour = 0; hour < steps; hour++) {
            tracker = tracker.observe(
                    hour(hour, size),
                    Values.generate(HORIZON, lead -> size / 0.798 * random.nextGaussian()),
                    constant(HORIZON, tracker.unrest()),
                    UNBOUNDED);
        }
        return tracker;
    }

    private static double width(IntervalTracker tracker, Window window) {
        Interval interval = tracker.bounds(window, Values.of(new double[HORIZON]), TargetBounds.NONE)
                .orElseThrow();
        return interval.upper().at(0) - interval.lower().at(0);
    }

    /** The window whose last known step is that hour after a Monday's midnight, and whose baselines erred by {@code error}. */
    private static Window hour(int hour, double error) {
        return WindowFixture.window()
                .zone("UTC")
                .origin(MONDAY.plus(Duration.ofHours(hour + 1L)).toString())
                .errors(error, error, error)
                .build();
    }
}
