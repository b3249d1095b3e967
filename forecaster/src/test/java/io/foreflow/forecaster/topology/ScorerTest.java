package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.StepBaselines;
import io.foreflow.models.score.TrackRecord.Scored;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.streams.HeapBudget;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScorerTest {
    private static final int HORIZON = 24;

    private MockProcessorContext<SensorId, Object> context = new MockProcessorContext<>();

    @BeforeEach
    void openStores() {
        context = new MockProcessorContext<>();
        TestStreams.addScoreStores(context);
    }

    @Test
    void shouldSayTheSameWhetherOrNotASensorIsAtHand() {
        // given
        List<Object> cached = run(scorer(HeapBudget.ofHeap(), HORIZON));

        // when
        openStores();
        List<Object> alternating = run(scorer(new HeapBudget(0), HORIZON));

        // then
        assertThat(alternating).isEqualTo(cached).hasSizeGreaterThan(200);
    }

    @Test
    void shouldGoOnWhereAnotherTaskEnded() {
        // given
        List<Object> straight = run(scorer(HeapBudget.ofHeap(), HORIZON));

        // when: at each bucket another one takes over
        openStores();
        List<Object> handedOver = new ArrayList<>();
        for (BucketClosed closed : buckets()) {
            handedOver.addAll(one(scorer(HeapBudget.ofHeap(), HORIZON), closed));
        }

        // then
        assertThat(handedOver).isEqualTo(straight);
    }

    @Test
    void shouldBeginAnewUnderAnotherHorizon() {
        // given
        run(scorer(HeapBudget.ofHeap(), HORIZON));
        WindowShape shorter = new WindowShape(Step.HOUR, 6, 3);
        Scorer scorer = scorer(HeapBudget.ofHeap(), 3);

        // when
        List<Object> told = new ArrayList<>();
        for (int hour = 60; hour < 64; hour++) {
            told.addAll(one(scorer, closed(SensorId.of("a"), shorter, hour, 10)));
        }

        // then: the forecasts of before say nothing, the first of now are scored
        assertThat(told.get(0)).isInstanceOf(Forecast.class);
        assertThat(told).filteredOn(Score.class::isInstance).hasSize(3).allSatisfy(each -> {
            Score score = (Score) each;
            assertThat(score.errors(Contender.FORECAST).length()).isEqualTo(3);
        });
    }

    @Test
    void shouldNotScoreForecastsWhoseStepsAllPassedInAGap() {
        // given
        Scorer scorer = scorer(HeapBudget.ofHeap(), HORIZON);
        run(scorer);

        // when: the last bucket was 59, the next one is beyond all forecasts
        List<Object> told = new ArrayList<>(one(scorer, closed(SensorId.of("a"), WindowShape.DEFAULT, 100, 10)));
        told.addAll(one(scorer, closed(SensorId.of("a"), WindowShape.DEFAULT, 101, 10)));

        // then: the bucket after that one has one forecast, though old ones are still in the ring
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).isInstanceOf(Forecast.class);
        Score score = (Score) told.get(1);
        assertThat(score.errors(Contender.FORECAST).present()).isEqualTo(1);
        assertThat(score.errors(Contender.FORECAST).isMissing(0)).isFalse();
    }

    @Test
    void shouldNeitherScoreNorRememberRevisionsAndTheLastForecastOfASilentSensor() {
        // given
        Scorer scorer = scorer(HeapBudget.ofHeap(), HORIZON);
        BucketClosed first = closed(SensorId.of("a"), WindowShape.DEFAULT, 10, 10);
        Window revised = first.window().toBuilder().revision(1).build();

        // when
        one(scorer, new BucketClosed(revised, false, first.baselines()));
        one(scorer, new BucketClosed(first.window(), true, first.baselines()));

        // then
        assertThat(one(scorer, closed(SensorId.of("a"), WindowShape.DEFAULT, 11, 10)))
                .hasSize(1)
                .allMatch(Forecast.class::isInstance);
    }

    private Scorer scorer(HeapBudget budget, int horizon) {
        return new Scorer(new ScoreStores(context, budget, horizon), horizon);
    }

    private static List<Object> run(Scorer scorer) {
        List<Object> told = new ArrayList<>();
        for (BucketClosed closed : buckets()) {
            told.addAll(one(scorer, closed));
        }
        return told;
    }

    /** What comes of a bucket: its score, if any, and the next forecast, with its bounds. */
    private static List<Object> one(Scorer scorer, BucketClosed closed) {
        List<Object> told = new ArrayList<>();
        scorer.score(closed, Optional.empty(), Optional.empty())
                .map(Scored::score)
                .ifPresent(told::add);
        Window window = closed.window();
        Forecasted made = Fallback.forecast(window).orElseThrow();
        Forecast forecast = ForecastBuilder.builder()
                .sensor(window.sensor())
                .issuedAt(window.origin())
                .origin(window.origin())
                .step(Step.HOUR)
                .zone(window.zone())
                .values(made.values())
                .interval(scorer.bounds(window, made.values(), Optional.empty()))
                .method(made.method())
                .fallback(true)
                .stale(closed.stale())
                .model(Optional.empty())
                .from(window.from())
                .to(window.origin())
                .imputedFraction(0)
                .knownFraction(1)
                .revision(window.revision())
                .build();
        scorer.remember(closed, forecast);
        told.add(forecast);
        return told;
    }

    /** Sixty hours of two sensors in turn. */
    private static List<BucketClosed> buckets() {
        Random random = new Random(237);
        Map<String, Double> values = new HashMap<>();
        List<BucketClosed> buckets = new ArrayList<>();
        for (int hour = 0; hour < 60; hour++) {
            for (String sensor : List.of("a", "b")) {
                double value = values.merge(sensor, random.nextGaussian(), Double::sum);
                buckets.add(closed(SensorId.of(sensor), WindowShape.DEFAULT, hour, value));
            }
        }
        return buckets;
    }

    private static BucketClosed closed(SensorId sensor, WindowShape shape, int hour, double value) {
        Window window = Window.builder(sensor, Windows.ORIGIN.plus(Duration.ofHours(hour)), shape, ZoneOffset.UTC)
                .history(Values.generate(shape.history(), i -> value))
                .level(0)
                .scale(3)
                .build();
        Values all = Values.generate(shape.horizon(), lead -> value);
        return new BucketClosed(window, false, Optional.of(new StepBaselines(all, all, all, all)));
    }
}
