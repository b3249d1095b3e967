package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.models.forecast.CovariatesKnown;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.streams.HeapBudget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastingProcessorTest {
    private static final Instant ARRIVAL = Instant.parse("2026-03-01T06:00:00.250Z");
    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00.300Z");

    private final AtomicReference<@Nullable ServingModel> shown = new AtomicReference<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockProcessorContext<SensorId, Object> context = new MockProcessorContext<>();
    private final ForecastingProcessor processor = new ForecastingProcessor(
            TestStreams.everywhere(() -> Optional.ofNullable(shown.get())),
            new PipelineMetrics(meters),
            24,
            new OutputValues(TopicFormat.AUTO),
            HeapBudget.ofHeap(),
            AlertRules.NONE);

    @BeforeEach
    void start() {
        context.setCurrentSystemTimeMs(NOW.toEpochMilli());
        TestStreams.addScoreStores(context);
        processor.init(context);
    }

    @Test
    void shouldForecastWithTheModel() {
        // given
        shown.set(FakeModel.constant("v1", 7));

        // when
        Forecast forecast = forecast(Windows.imputed(2));

        // then
        assertThat(forecast)
                .isEqualTo(ForecastBuilder.builder()
                        .sensor(Windows.SENSOR)
                        .issuedAt(NOW)
                        .origin(Windows.ORIGIN)
                        .step(io.foreflow.models.series.Step.HOUR)
                        .zone(java.time.ZoneOffset.UTC)
                        .values(Values.generate(24, lead -> 7))
                        .interval(Optional.of(new Interval(
                                0.9,
                                Values.generate(24, lead -> 7 - 2.06 * 1.5),
                                Values.generate(24, lead -> 7 + 2.06 * 1.5))))
                        .method("network")
                        .fallback(false)
                        .stale(false)
                        .model(Optional.of(new ModelRef("default", "v1")))
                        .from(Windows.ORIGIN.minus(Duration.ofHours(6)))
                        .to(Windows.ORIGIN)
                        .imputedFraction(0.5)
                        .knownFraction(1)
                        .revision(2)
                        .build());
        assertThat(counter("foreflow.forecasts", "method", "network")).isEqualTo(1);
    }

    @Test
    void shouldKeepTheArrivalTimeAndSayWhatTheRecordIs() {
        // when
        process(new BucketClosed(Windows.young(), false, Optional.empty()));

        // then
        Record<? extends SensorId, ?> record = context.forwarded().get(0).record();
        assertThat(record.key()).isEqualTo(Windows.SENSOR);
        assertThat(record.timestamp()).isEqualTo(ARRIVAL.toEpochMilli());
        assertThat(record.headers().lastHeader("ce_id")).isNotNull();
        assertThat(meters.get("foreflow.forecast.latency").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(50);
    }

    @Test
    void shouldFallBackWithoutAModel() {
        // when
        Forecast forecast = forecast(Windows.incomplete());

        // then
        assertThat(forecast.fallback()).isTrue();
        assertThat(forecast.model()).isEmpty();
        assertThat(forecast.method()).isEqualTo("persistence");
        assertThat(forecast.values()).isEqualTo(Values.generate(24, lead -> 106));
        assertThat(fallbacks("noModel")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "INCOMPLETE_HISTORY,incompleteHistory",
        "TOO_LITTLE_MEMORY,tooLittleMemory",
        "SHAPE_MISMATCH,shapeMismatch",
        "ZONE_MISMATCH,zoneMismatch",
        "NOT_FINITE,notFinite"
    })
    void shouldFallBackWhenTheModelCannotAndCountWhy(UnableReason reason, String label) {
        // given
        shown.set(FakeModel.of("v1", window -> new Unable(reason)));

        // when
        Forecast forecast = forecast(Windows.young());

        // then
        assertThat(forecast.fallback()).isTrue();
        assertThat(fallbacks(label)).isEqualTo(1);
    }

    @Test
    void shouldFallBackWhenTheModelForecastsAnotherNumberOfSteps() {
        // given
        shown.set(FakeModel.of("v1", window -> new Forecasted(Values.of(1, 2), "network")));

        // when
        Forecast forecast = forecast(Windows.young());

        // then
        assertThat(forecast.fallback()).isTrue();
        assertThat(fallbacks("shapeMismatch")).isEqualTo(1);
    }

    @Test
    void shouldCountTheValuesThatWereClipped() {
        // given
        shown.set(FakeModel.of(
                "v1",
                window -> new Forecasted(Values.generate(24, lead -> 0), "network", 5, CovariatesKnown.NOT_READ)));

        // when
        forecast(Windows.young());
        forecast(Windows.young());

        // then
        assertThat(meters.get("foreflow.forecasts.clipped").counter().count()).isEqualTo(10);
    }

    @Test
    void shouldCountForecastsByTheCovariatesThatTheWindowKnew() {
        // given: windows that know all, some, none, none of what the model reads; then a model that reads nothing
        List<CovariatesKnown> told = List.of(
                CovariatesKnown.ALL,
                CovariatesKnown.SOME,
                CovariatesKnown.NONE,
                CovariatesKnown.NONE,
                CovariatesKnown.NOT_READ);
        Iterator<CovariatesKnown> next = told.iterator();
        shown.set(FakeModel.of(
                "v1", window -> new Forecasted(Values.generate(24, lead -> 0), "network", 0, next.next())));

        // when
        told.forEach(unused -> forecast(Windows.young()));

        // then
        assertThat(counter("foreflow.forecasts.covariates", "known", "all")).isEqualTo(1);
        assertThat(counter("foreflow.forecasts.covariates", "known", "some")).isEqualTo(1);
        assertThat(counter("foreflow.forecasts.covariates", "known", "none")).isEqualTo(2);
        assertThat(meters.find("foreflow.forecasts.covariates").counters()).hasSize(3);
    }

    @Test
    void shouldSurviveAForecasterThatThrows() {
        // given
        shown.set(FakeModel.of("v1", window -> {
            throw new IllegalStateException("broken");
        }));

        // when
        Forecast forecast = forecast(Windows.young());
        Forecast next = forecast(Windows.young());

        // then
        assertThat(forecast.fallback()).isTrue();
        assertThat(next.fallback()).isTrue();
        assertThat(fallbacks("error")).isEqualTo(2);
    }

    @Test
    void shouldSwapTheModelAndCloseTheOldReplica() {
        // given
        FakeModel first = FakeModel.constant("v1", 1);
        FakeModel second = FakeModel.constant("v2", 2);
        shown.set(first);
        forecast(Windows.young());

        // when
        shown.set(second);
        Forecast forecast = forecast(Windows.young());

        // then
        assertThat(forecast.model()).hasValue(second.ref());
        assertThat(first.opened()).isEqualTo(1);
        assertThat(first.closed()).isEqualTo(1);
        assertThat(second.closed()).isZero();
    }

    @Test
    void shouldKeepItsReplicaWhileTheModelStaysTheSame() {
        // given
        FakeModel model = FakeModel.constant("v1", 1);
        shown.set(model);
        forecast(Windows.young());

        // when
        FakeModel again = FakeModel.constant("v1", 1);
        shown.set(again);
        forecast(Windows.young());

        // then
        assertThat(model.closed()).isZero();
        assertThat(again.opened()).isZero();
    }

    @Test
    void shouldGoOnWithTheOldModelWhenTheNewOneCannotBeOpened() {
        // given
        FakeModel good = FakeModel.constant("v1", 1);
        BrokenModel bad = new BrokenModel("v2");
        shown.set(good);
        forecast(Windows.young());

        // when
        shown.set(bad);
        Forecast forecast = forecast(Windows.young());
        forecast(Windows.young());

        // then
        assertThat(forecast.model()).hasValue(good.ref());
        assertThat(good.closed()).isZero();
        assertThat(bad.attempts).isEqualTo(1);
        assertThat(meters.get("foreflow.model.replicas.failed").counter().count())
                .isEqualTo(1);
    }

    @Test
    void shouldFallBackOnceTheModelIsGone() {
        // given
        FakeModel model = FakeModel.constant("v1", 1);
        shown.set(model);
        forecast(Windows.young());

        // when
        shown.set(null);
        Forecast forecast = forecast(Windows.young());

        // then
        assertThat(forecast.fallback()).isTrue();
        assertThat(model.closed()).isEqualTo(1);
    }

    @Test
    void shouldGiveASilentSensorALastFallbackThatSaysSo() {
        // given
        shown.set(FakeModel.constant("v1", 1));

        // when
        process(new BucketClosed(Windows.young(), true, Optional.empty()));

        // then
        Forecast forecast = (Forecast) context.forwarded().get(0).record().value();
        assertThat(forecast.stale()).isTrue();
        assertThat(forecast.fallback()).isTrue();
        assertThat(fallbacks("stale")).isEqualTo(1);
    }

    @Test
    void shouldCloseItsReplicaWhenTheTaskEnds() {
        // given
        FakeModel model = FakeModel.constant("v1", 1);
        shown.set(model);
        forecast(Windows.young());

        // when
        processor.close();

        // then
        assertThat(model.closed()).isEqualTo(1);
    }

    private Forecast forecast(Window window) {
        context.resetForwards();
        process(new BucketClosed(window, false, Optional.empty()));
        assertThat(context.forwarded(ForecastingStage.FORECASTS_SINK)).hasSize(1);
        return (Forecast) context.forwarded(ForecastingStage.FORECASTS_SINK)
                .get(0)
                .record()
                .value();
    }

    private void process(BucketClosed closed) {
        processor.process(new Record<>(closed.window().sensor(), closed, ARRIVAL.toEpochMilli()));
    }

    private double fallbacks(String reason) {
        return counter("foreflow.fallbacks", "reason", reason);
    }

    private double counter(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counter().count();
    }

    /** A model that no engine can run. */
    private static final class BrokenModel implements ServingModel {
        private final ModelRef ref;
        private int attempts;

        private BrokenModel(String version) {
            this.ref = new ModelRef("default", version);
        }

        @Override
        public ModelRef ref() {
            return ref;
        }

        @Override
        public String sha256() {
            return "0";
        }

        @Override
        public ModelReplica open() {
            attempts++;
            throw new IllegalArgumentException("weights do not fit");
        }
    }
}
