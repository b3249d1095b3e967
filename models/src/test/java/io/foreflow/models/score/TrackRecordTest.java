package io.foreflow.models.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.TrackRecord.Scored;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrackRecordTest {
    private static final SensorId SENSOR = SensorId.of("s");
    private static final Instant ORIGIN = Instant.parse("2026-03-02T06:00:00Z");
    private static final WindowShape SHAPE = new WindowShape(Step.HOUR, 2, 3);
    private static final Optional<ModelRef> MODEL = Optional.of(new ModelRef("default", "v1"));
    private static final StepBaselines BASELINES = new StepBaselines(
            Values.of(4, 4, 4), Values.of(100, 100, 100), Values.of(200, 200, 200), Values.of(300, 300, 300));
    private static final TrackRecord NEW = TrackRecord.start(IntervalTracker.start(3));

    @Test
    void shouldScoreEachLeadsForecastOfTheStepThatHasClosed() {
        // given: forecasts of 6, 7 and 8 o'clock from the origins 5, 6 and 7 o'clock; 7 o'clock has 12
        List<PendingForecast> waiting =
                List.of(forecast(-1, MODEL, 10, 11, 14), forecast(0, MODEL, 20, 9, 30), forecast(1, MODEL, 13, 0, 0));

        // when
        Score score = NEW.score(window(2, 12), BASELINES, waiting, Optional.empty())
                .orElseThrow()
                .score();

        // then
        assertThat(score.time()).isEqualTo(ORIGIN.plus(Duration.ofHours(1)));
        assertThat(score.actual()).isEqualTo(12);
        assertThat(score.errors(Contender.FORECAST)).isEqualTo(Values.of(1, -3, 2));
        assertThat(score.errors(Contender.PERSISTENCE)).isEqualTo(Values.of(4 - 12, 4 - 12, 4 - 12));
        assertThat(score.errors(Contender.YESTERDAY)).isEqualTo(Values.of(100 - 12, 100 - 12, 100 - 12));
        assertThat(score.errors(Contender.LAST_WEEK)).isEqualTo(Values.of(200 - 12, 200 - 12, 200 - 12));
        assertThat(score.errors(Contender.USUAL)).isEqualTo(Values.of(300 - 12, 300 - 12, 300 - 12));
        assertThat(score.yardsticks()).isEqualTo(Values.of(4, 4, 4));
        assertThat(score.hits()).containsExactly(Hit.INSIDE, Hit.OUTSIDE, Hit.INSIDE);
        assertThat(score.fallbacks()).isEmpty();
        assertThat(score.scaledErrors(Contender.FORECAST)[1]).isEqualTo(0.75);
    }

    @Test
    void shouldFindTheLeadsOfLocalDaysAcrossAClockChange() {
        // given: days in New York, 2026-03-08 has 23 hours; forecasts from the origins 7th, 8th and 9th, and the 9th
        // has 12
        WindowShape days = new WindowShape(Step.of(Duration.ofDays(1)), 2, 3);
        ZoneId zone = ZoneId.of("America/New_York");
        Window closed = Window.builder(SENSOR, Instant.parse("2026-03-10T04:00:00Z"), days, zone)
                .history(Values.of(0, 12))
                .baselines(new BaselineErrors(4, 4, 4))
                .build();
        List<PendingForecast> waiting = List.of(
                at("2026-03-07T05:00:00Z", 10, 11, 14),
                at("2026-03-08T05:00:00Z", 20, 9, 30),
                at("2026-03-09T04:00:00Z", 13, 0, 0));

        // when
        Score score = NEW.score(closed, BASELINES, waiting, Optional.empty())
                .orElseThrow()
                .score();

        // then
        assertThat(score.time()).isEqualTo(Instant.parse("2026-03-09T04:00:00Z"));
        assertThat(score.errors(Contender.FORECAST)).isEqualTo(Values.of(1, -3, 2));
    }

    private static PendingForecast at(String origin, double... values) {
        PendingForecast hourly = forecast(0, MODEL, values);
        return PendingForecast.restored(Instant.parse(origin), MODEL, hourly.reference(), 1, 4, 3, hourly.numbers());
    }

    @Test
    void shouldRollMeansOverLeadsAndSteps() {
        // given
        Scored first = NEW.score(window(1, 12), BASELINES, List.of(forecast(0, MODEL, 16, 8, 12)), Optional.empty())
                .orElseThrow();

        // when
        Rolling rolling = first.record()
                .score(window(2, 12), BASELINES, List.of(forecast(0, MODEL, 16, 8, 12)), Optional.empty())
                .orElseThrow()
                .score()
                .rolling();

        // then: errors of 4 and −4, of which the second is outside
        assertThat(rolling.mae(Contender.FORECAST)).isEqualTo(new RollingMean(4, 2));
        assertThat(rolling.mase(Contender.FORECAST)).isEqualTo(new RollingMean(1, 2));
        assertThat(rolling.bias()).isEqualTo(new RollingMean(0, 2));
        assertThat(rolling.coverage()).isEqualTo(new RollingMean(0, 2));
        assertThat(rolling.mae(Contender.USUAL).mean()).isEqualTo(288);
    }

    @Test
    void shouldLearnBoundsFromWhatItScores() {
        // given
        TrackRecord record = NEW;
        List<PendingForecast> waiting = new ArrayList<>();

        // when: every forecast is 2 too low
        for (int hour = 0; hour < 200; hour++) {
            Window window = window(hour, 12);
            record = record.score(window, BASELINES, waiting, Optional.empty())
                    .map(Scored::record)
                    .orElse(record);
            waiting.add(forecast(hour, MODEL, 10, 10, 10));
        }

        // then
        Interval interval = record.intervals()
                .bounds(window(200, 12), Values.of(10, 10, 10), io.foreflow.models.forecast.TargetBounds.NONE)
                .orElseThrow();
        assertThat(record.intervals().hasObserved()).isTrue();
        assertThat(interval.upper().at(1)).isGreaterThanOrEqualTo(12 - 0.3);
        assertThat(interval.lower().at(1)).isGreaterThan(7);
        assertThat(record.rolling().bias().mean()).isCloseTo(-2, within(1e-9));
    }

    @Test
    void shouldNameTheLeadsOfFallbacksAndThoseWithoutAForecastOrBounds() {
        // given
        List<PendingForecast> waiting = List.of(forecast(-1, Optional.empty(), 10, 11, 14), unbounded(1));

        // when
        Score score = NEW.score(window(2, 12), BASELINES, waiting, Optional.empty())
                .orElseThrow()
                .score();

        // then
        assertThat(score.fallbacks()).containsExactly(2);
        assertThat(score.hits()).containsExactly(Hit.UNKNOWN, Hit.UNKNOWN, Hit.INSIDE);
        assertThat(score.errors(Contender.FORECAST).isMissing(1)).isTrue();
        assertThat(score.yardsticks().isMissing(1)).isTrue();
        assertThat(score.scaledErrors(Contender.FORECAST)[1]).isNaN();
    }

    @Test
    void shouldNotScoreWhatWasImputedOrIsMissingOrWasNotForecast() {
        // given
        List<PendingForecast> waiting = List.of(forecast(1, MODEL, 1, 2, 3));

        // then
        assertThat(NEW.score(window(2, 12, List.of(1)), BASELINES, waiting, Optional.empty()))
                .isEmpty();
        assertThat(NEW.score(window(2, Double.NaN), BASELINES, waiting, Optional.empty()))
                .isEmpty();
        assertThat(NEW.score(window(2, 12), BASELINES, List.of(), Optional.empty()))
                .isEmpty();
        assertThat(NEW.score(window(9, 12), BASELINES, waiting, Optional.empty()))
                .as("the horizon is over")
                .isEmpty();
        assertThat(NEW.score(window(1, 12), BASELINES, waiting, Optional.empty()))
                .as("it had not begun")
                .isEmpty();
    }

    @Test
    void shouldPassOverForecastsOfAnotherHorizon() {
        // given
        TrackRecord other = TrackRecord.start(IntervalTracker.start(5));

        // then
        assertThat(other.score(window(2, 12), BASELINES, List.of(forecast(1, MODEL, 1, 2, 3)), Optional.empty()))
                .isEmpty();
    }

    @Test
    void shouldStayFiniteWhateverWasForecast() {
        // given
        List<PendingForecast> waiting = List.of(forecast(1, MODEL, Double.MAX_VALUE, 0, 0));

        // when
        Scored scored = NEW.score(window(2, -Double.MAX_VALUE), BASELINES, waiting, Optional.empty())
                .orElseThrow();

        // then
        assertThat(scored.score().rolling().mae(Contender.FORECAST).mean()).isFinite();
    }

    @Test
    void shouldCountAnErrorAsAtMostFiveHundredYardsticks() {
        // given
        List<PendingForecast> waiting = List.of(forecast(1, MODEL, 3, 0, 0));

        // when: a value that stands for "no value"
        Score score = NEW.score(window(2, 1e29), BASELINES, waiting, Optional.empty())
                .orElseThrow()
                .score();

        // then
        assertThat(score.scaledErrors(Contender.FORECAST)[0]).isEqualTo(500);
        assertThat(score.rolling().mase(Contender.FORECAST).mean()).isEqualTo(500);
    }

    @Test
    void shouldAskForRetrainingWhenTheModelHasBecomeWorse() {
        // given: four weeks of errors of 1
        TrackRecord record = NEW;
        List<RetrainingRequest> requests = new ArrayList<>();
        for (int hour = 0; hour < 24 * 34; hour++) {
            double error = hour < 24 * 28 ? 1 : 20;
            Scored scored = record.score(
                            window(hour + 1, 12),
                            BASELINES,
                            List.of(forecast(hour, MODEL, 12 + error, 0, 0)),
                            Optional.empty())
                    .orElseThrow();
            record = scored.record();
            scored.request().ifPresent(requests::add);
        }

        // then
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.sensor()).isEqualTo(SENSOR);
            assertThat(request.model()).isEqualTo(MODEL.orElseThrow());
            assertThat(request.method()).isEqualTo("page-hinkley");
            assertThat(request.statistic()).isGreaterThan(request.threshold());
            assertThat(request.maseNow()).isGreaterThan(request.maseBefore());
        });
    }

    @Test
    void shouldNotLookForDriftInFallbacks() {
        // given
        TrackRecord record = NEW;
        for (int hour = 0; hour < 24 * 34; hour++) {
            double error = hour < 24 * 28 ? 1 : 50;
            Scored scored = record.score(
                            window(hour + 1, 12),
                            BASELINES,
                            List.of(forecast(hour, Optional.empty(), 12 + error, 0, 0)),
                            Optional.empty())
                    .orElseThrow();
            record = scored.record();
            assertThat(scored.drifted()).isFalse();
        }

        // then
        assertThat(record.drift()).isEqualTo(Drift.NONE);
    }

    /** A forecast with bounds of ±2 whose origin is {@code hour} hours after the first. */
    private static PendingForecast forecast(int hour, Optional<ModelRef> model, double... values) {
        Values all = Values.of(values);
        return PendingForecast.of(
                ForecastBuilder.builder()
                        .sensor(SENSOR)
                        .issuedAt(ORIGIN)
                        .origin(ORIGIN.plus(Duration.ofHours(hour)))
                        .step(Step.HOUR)
                        .zone(ZoneOffset.UTC)
                        .values(all)
                        .interval(Optional.of(new Interval(
                                0.9,
                                Values.generate(3, lead -> all.at(lead) - 2),
                                Values.generate(3, lead -> all.at(lead) + 2))))
                        .method("any")
                        .fallback(model.isEmpty())
                        .stale(false)
                        .model(model)
                        .from(ORIGIN)
                        .to(ORIGIN)
                        .imputedFraction(0)
                        .knownFraction(1)
                        .revision(0)
                        .build(),
                window(hour, 4),
                1);
    }

    private static PendingForecast unbounded(int hour) {
        PendingForecast bounded = forecast(hour, MODEL, 1, 2, 3);
        return PendingForecast.restored(
                bounded.origin(), MODEL, bounded.reference(), 1, 4, 3, Arrays.copyOf(bounded.numbers(), 3));
    }

    /** The window whose origin is {@code hour} hours after the first, and whose last value is this. */
    private static Window window(int hour, double last) {
        return window(hour, last, List.of());
    }

    private static Window window(int hour, double last, List<Integer> imputed) {
        return Window.builder(SENSOR, ORIGIN.plus(Duration.ofHours(hour)), SHAPE, ZoneOffset.UTC)
                .history(Values.of(0, last))
                .yesterday(Values.of(100, 100, 100))
                .lastWeek(Values.of(200, 200, 200))
                .usual(Values.of(300, 300, 300))
                .usualCounts(Collections.nCopies(3, 1))
                .level(50)
                .scale(5)
                .baselines(new BaselineErrors(4, 4, 4))
                .imputed(imputed)
                .build();
    }
}
