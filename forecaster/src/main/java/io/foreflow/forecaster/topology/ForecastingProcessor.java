package io.foreflow.forecaster.topology;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.metrics.FallbackReason;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.topology.ServingModels.Shadow;
import io.foreflow.forecaster.topology.TaskModels.Replicas;
import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.streams.CommitByNeed;
import io.foreflow.windowing.streams.HeapBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores the forecasts of a closed bucket, then makes one forecast from it, and another one for each revision. Rules
 * raise and clear alerts meanwhile. The
 * champion makes the forecast if it can; otherwise it is a fallback, labelled as such. A model that forecasts in its shadow
 * is scored on the same windows. A model that fails costs its forecasts, never the stream thread.
 */
final class ForecastingProcessor implements Processor<SensorId, Emission, SensorId, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(ForecastingProcessor.class);

    private static final String NO_CHAMPION = "a fallback forecasts instead";
    private static final String NO_SHADOW = "nothing forecasts beside the champion";

    /** Interval of the look for other routes. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ModelView models;
    private final PipelineMetrics metrics;
    private final int horizon;
    private final OutputValues outputs;
    private final HeapBudget budget;
    private final AlertRules rules;

    private @Nullable ProcessorContext<SensorId, Object> context;
    private @Nullable Scorer scorer;
    private @Nullable AlertWatch alerts;
    private @Nullable CommitByNeed commits;
    private @Nullable KeyValueStore<byte[], byte[]> newest;

    private final TaskModels replicas;
    private @Nullable ModelUse use;

    private record Made(Forecasted forecasted, Optional<ModelRef> model) {}

    /**
     * @param horizon horizon of windows, in steps
     * @param outputs format of the output
     * @param budget budget for the track records of sensors
     * @param rules rules that raise alerts
     */
    ForecastingProcessor(
            ModelView models,
            PipelineMetrics metrics,
            int horizon,
            OutputValues outputs,
            HeapBudget budget,
            AlertRules rules) {
        this.models = models;
        this.metrics = metrics;
        this.horizon = horizon;
        this.outputs = outputs;
        this.budget = budget;
        this.rules = rules;
        this.replicas = new TaskModels(metrics, models.memory(), this::evicted);
    }

    private void evicted(String name) {
        if (use != null) {
            use.evicted(name);
        }
    }

    /** Clears the cache: Streams calls this again after an aborted transaction. */
    @Override
    public void init(ProcessorContext<SensorId, Object> context) {
        closeStores();
        this.context = context;
        this.commits = new CommitByNeed(context);
        this.scorer = new Scorer(new ScoreStores(context, budget, horizon), horizon);
        KeyValueStore<byte[], byte[]> forecasts = context.getStateStore(NewestForecasts.STORE);
        this.newest = forecasts;
        ModelUse opened = models.open(action -> NewestForecasts.sensors(forecasts, action));
        this.use = opened;
        context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, now -> {
            opened.refresh();
            replicas.makeRoom();
        });
        this.alerts = new AlertWatch(rules, context, metrics.alerts());
    }

    @Override
    public void process(Record<SensorId, Emission> record) {
        if (record.value() instanceof BucketClosed closed) {
            ServingModels serving = requireNonNull(use).of(record.key());
            Replicas inUse = replicas.of(record.key(), serving.name());
            if (inUse.wasEvicted()) {
                // Scores of waiting forecasts need the model that made them.
                inUse.champion().show(serving.champion(), NO_CHAMPION);
            }
            score(record, closed, inUse, serving.shadow());
            requireNonNull(alerts)
                    .closed(closed, () -> NewestForecasts.of(requireNonNull(newest), record.key()), record.timestamp());
            forecast(record, closed, inUse.champion(), serving.champion());
            shadow(closed, inUse.shadow(), serving.shadow());
            replicas.makeRoom();
        } else {
            replicas.forget(record.key());
            requireNonNull(alerts).retired(record.key(), record.timestamp());
            requireNonNull(scorer).forget(record.key());
            NewestForecasts.forget(requireNonNull(newest), record.key());
        }
    }

    private void score(
            Record<SensorId, Emission> record, BucketClosed closed, Replicas inUse, Optional<Shadow> shadow) {
        Optional<ServingModel> champion = inUse.champion().model();
        requireNonNull(scorer).score(closed, champion, shadow).ifPresent(scored -> {
            ProcessorContext<SensorId, Object> out = requireNonNull(context);
            Instant now = Instant.ofEpochMilli(out.currentSystemTimeMs());
            out.forward(
                    new Record<SensorId, Object>(
                            record.key(), scored.score(), record.timestamp(), outputs.headers(scored.score(), now)),
                    ForecastingStage.SCORES_SINK);
            metrics.scores().scored(scored.score());
            champion.flatMap(model -> PairedErrors.of(scored.score(), model.ref()))
                    .ifPresent(paired -> out.forward(
                            new Record<SensorId, Object>(record.key(), paired, record.timestamp()),
                            ForecastingStage.COMPARISONS_SINK));
            if (scored.drifted()) {
                metrics.scores().drifted();
            }
            scored.request().ifPresent(request -> {
                LOG.info(
                        "Model {} forecasts {} worse than before: its scaled error is {} where it was {}",
                        request.model(),
                        request.sensor(),
                        request.maseNow(),
                        request.maseBefore());
                out.forward(
                        new Record<SensorId, Object>(
                                record.key(), request, record.timestamp(), RetrainingRequestJson.headers(request, now)),
                        ForecastingStage.RETRAINING_REQUESTS_SINK);
                metrics.scores().retrainingRequested();
            });
        });
    }

    private void forecast(
            Record<SensorId, Emission> record, BucketClosed closed, ModelSlot champion, Optional<ServingModel> shown) {
        ProcessorContext<SensorId, Object> out = requireNonNull(context);
        Scorer scores = requireNonNull(scorer);
        Window window = closed.window();
        Optional<Made> made = forecast(closed, champion, shown);
        if (made.isEmpty()) {
            metrics.unforecastable();
            LOG.warn("No value of {} is known at {}: no forecast", window.sensor(), window.origin());
            return;
        }
        Forecasted forecasted = made.get().forecasted();
        ForecastDigits digits = ForecastDigits.of(window);
        Values values = digits.round(forecasted.values());
        Instant now = Instant.ofEpochMilli(out.currentSystemTimeMs());
        Forecast forecast = ForecastBuilder.builder()
                .sensor(window.sensor())
                .issuedAt(now)
                .origin(window.origin())
                .step(window.shape().step())
                .zone(window.zone())
                .values(values)
                .interval(scores.bounds(window, values, champion.model()).map(digits::round))
                .method(forecasted.method())
                .fallback(made.get().model().isEmpty())
                .stale(closed.stale())
                .model(made.get().model())
                .from(window.from())
                .to(window.origin())
                .imputedFraction(window.imputedFraction())
                .knownFraction(window.knownFraction())
                .revision(window.revision())
                .build();
        scores.remember(closed, forecast);
        NewestForecasts.save(requireNonNull(newest), forecast);
        out.forward(
                new Record<SensorId, Object>(record.key(), forecast, record.timestamp(), outputs.headers(forecast)),
                ForecastingStage.FORECASTS_SINK);
        requireNonNull(alerts).forecast(forecast, record.timestamp());
        requireNonNull(commits).afterOutput(record.timestamp());
        metrics.clipped(forecasted.clipped());
        metrics.covariates(forecasted.covariates());
        metrics.forecast(forecasted.method(), record.timestamp(), now.toEpochMilli());
    }

    @Override
    public void close() {
        closeStores();
        replicas.close();
    }

    private void closeStores() {
        if (use != null) {
            use.close();
            use = null;
        }
        if (scorer != null) {
            scorer.close();
            scorer = null;
        }
        if (alerts != null) {
            alerts.close();
            alerts = null;
        }
    }

    private Optional<Made> forecast(BucketClosed closed, ModelSlot champion, Optional<ServingModel> shown) {
        if (closed.stale()) {
            return fallback(closed.window(), FallbackReason.STALE);
        }
        ModelSlot.Loaded current = champion.show(shown, NO_CHAMPION);
        if (current == null) {
            return fallback(closed.window(), FallbackReason.NO_MODEL);
        }
        ForecastOutcome outcome;
        try {
            outcome = current.replica().forecast(closed.window());
        } catch (RuntimeException | LinkageError e) {
            champion.failed(closed.window(), e, NO_CHAMPION);
            return fallback(closed.window(), FallbackReason.ERROR);
        }
        if (outcome instanceof Forecasted forecasted) {
            if (forecasted.values().length() != closed.window().shape().horizon()) {
                return fallback(closed.window(), FallbackReason.SHAPE_MISMATCH);
            }
            return Optional.of(new Made(forecasted, Optional.of(current.model().ref())));
        }
        return fallback(closed.window(), FallbackReason.of(((Unable) outcome).reason()));
    }

    /** Forecasts in the champion's shadow. The forecast waits for its values and goes nowhere else. */
    private void shadow(BucketClosed closed, ModelSlot slot, Optional<Shadow> shown) {
        Scorer scores = requireNonNull(scorer);
        Window window = closed.window();
        ModelSlot.Loaded current = slot.show(shown.map(Shadow::model), NO_SHADOW);
        if (current == null) {
            scores.forgetShadows(window.sensor());
            return;
        }
        if (!Scorer.counts(closed)) {
            return;
        }
        try {
            if (current.replica().forecast(window) instanceof Forecasted forecasted
                    && forecasted.values().length() == horizon) {
                Values values = ForecastDigits.of(window).round(forecasted.values());
                scores.rememberShadow(closed, current.model().ref(), values);
            }
        } catch (RuntimeException | LinkageError e) {
            slot.failed(window, e, NO_SHADOW);
        }
    }

    private Optional<Made> fallback(Window window, FallbackReason reason) {
        Optional<Made> made = Fallback.forecast(window).map(forecasted -> new Made(forecasted, Optional.empty()));
        if (made.isPresent()) {
            metrics.fallback(reason);
        }
        return made;
    }
}
