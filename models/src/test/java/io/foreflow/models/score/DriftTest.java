package io.foreflow.models.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Drift.DriftUpdate;
import io.foreflow.models.series.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final ModelRef MODEL = new ModelRef("default", "v1");
    private static final int DAY = 24;

    @Test
    void shouldNoticeWithinDaysThatErrorsHaveGrownAndAskOnce() {
        // given
        Run run = new Run().hours(MODEL, 28 * DAY, 0.6);
        assertThat(run.noticed).isZero();

        // when
        run.hours(MODEL, 6 * DAY, 1.8);

        // then
        assertThat(run.noticed).isEqualTo(1);
        assertThat(run.requests).isEqualTo(1);
    }

    @Test
    void shouldSayNothingOfOneBadDay() {
        // given
        Run run = new Run().hours(MODEL, 28 * DAY, 0.5);

        // when
        run.hours(MODEL, DAY, 2.5).hours(MODEL, 28 * DAY, 0.5);

        // then
        assertThat(run.noticed).isZero();
    }

    @Test
    void shouldSayNothingOfANewModelForAWeek() {
        // given
        Run run = new Run().hours(MODEL, 28 * DAY, 0.5);

        // when: a far worse model, whose own errors are the measure from now on
        run.hours(new ModelRef("default", "v2"), 60 * DAY, 3);

        // then
        assertThat(run.noticed).isZero();
        assertThat(run.drift.model()).hasValue(new ModelRef("default", "v2"));
    }

    @Test
    void shouldAskAgainOnlyAfterAWeekOfTheSensorsTime() {
        // given: a model that gets worse and worse, so that the test says so again and again
        Run run = new Run();
        for (int week = 0; week < 10; week++) {
            run.hours(MODEL, 8 * DAY, 0.4 * week).hours(MODEL, 3 * DAY, 0.4 * week + 3);
        }

        // then
        assertThat(run.requests).isBetween(2, 11 * 10 / Drift.QUIET_DAYS + 1);
        assertThat(run.requests).isLessThanOrEqualTo(run.noticed);
        assertThat(run.leastBetweenRequests).isGreaterThanOrEqualTo(Duration.ofDays(7));
    }

    @Test
    void shouldNotBeOverwhelmedByASingleHugeError() {
        // given
        Run run = new Run().hours(MODEL, 28 * DAY, 0.5);

        // when
        run.hours(MODEL, 1, 1e200).hours(MODEL, DAY, 0.5);

        // then
        assertThat(run.noticed).isZero();
        assertThat(run.drift.test().mean()).isLessThan(0.6);
    }

    @Test
    void shouldStayQuietWhileErrorsVaryAroundTheirMean() {
        // given
        Random random = new Random(237);
        Run run = new Run();

        // when: a year, whose days differ
        for (int day = 0; day < 365; day++) {
            run.hours(MODEL, DAY, Math.max(0, 0.6 + 0.3 * random.nextGaussian()));
        }

        // then
        assertThat(run.noticed).isZero();
    }

    @Property(tries = 200, seed = "237")
    void shouldTestAgainstTheMeanOfAllNumbersAndNeverBeNegative(
            @ForAll @Size(max = 200) List<@DoubleRange(min = 0, max = 10) Double> numbers) {
        // when
        PageHinkley test = PageHinkley.START;
        double sum = 0;
        for (double number : numbers) {
            test = test.with(number, 0.1);
            sum += number;
            assertThat(test.statistic()).isNotNegative();
        }

        // then
        assertThat(test.count()).isEqualTo(numbers.size());
        assertThat(test.mean()).isCloseTo(numbers.isEmpty() ? 0 : sum / numbers.size(), within(1e-9));
    }

    @Property(tries = 200, seed = "237")
    void shouldMeanOverAllFirstAndThenForget(
            @ForAll @Size(max = 50) List<@DoubleRange(min = -10, max = 10) Double> numbers) {
        // when
        RollingMean mean = RollingMean.NONE;
        for (double number : numbers) {
            mean = mean.with(number, 100).with(Double.NaN, 100);
        }

        // then
        assertThat(mean.count()).isEqualTo(numbers.size());
        if (!numbers.isEmpty()) {
            assertThat(mean.mean())
                    .isCloseTo(
                            numbers.stream()
                                    .mapToDouble(number -> number)
                                    .average()
                                    .orElseThrow(),
                            within(1e-9));
            assertThat(mean.with(42, 1).mean()).isEqualTo(42);
        }
    }

    /** Looks at hour after hour. */
    private static final class Run {
        private Drift drift = Drift.NONE;
        private Instant time = START;
        private int noticed;
        private int requests;
        private Instant lastRequest = Instant.EPOCH;
        private Duration leastBetweenRequests = Duration.ofDays(10_000);

        Run hours(ModelRef model, int hours, double error) {
            for (int hour = 0; hour < hours; hour++) {
                DriftUpdate looked = drift.look(model, time, Step.HOUR, error);
                drift = looked.drift();
                noticed += looked.noticed().isPresent() ? 1 : 0;
                if (looked.due()) {
                    requests++;
                    Duration between = Duration.between(lastRequest, time);
                    leastBetweenRequests = between.compareTo(leastBetweenRequests) < 0 ? between : leastBetweenRequests;
                    lastRequest = time;
                }
                time = time.plus(Duration.ofHours(1));
            }
            return this;
        }
    }
}
