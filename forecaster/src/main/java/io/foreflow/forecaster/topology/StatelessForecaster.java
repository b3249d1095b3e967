package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.FallbackReason;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * Forecasts from windows that stand alone, as the service makes the first forecast of a sensor: it keeps nothing of
 * them. It has replicas of its own. A model that throws an exception costs its forecasts, never the thread. Confined to
 * one thread at a time.
 */
public final class StatelessForecaster implements AutoCloseable {
    private static final String NO_CHAMPION = "a fallback answers instead";

    private final Function<String, ServingModels> models;
    private final PipelineMetrics metrics;

    /** Maximum number of replicas; of more, the least recently used one is closed. */
    static final int MOST = 8;

    /** The replicas in use, by the name of their model. */
    private final LinkedHashMap<String, ModelSlot> slots = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A forecast.
     *
     * @param values one for each step of the horizon, in the sensor's unit
     * @param interval first interval of the model, or the one that the window suggests; empty if no errors are known
     * @param method as of {@link Forecasted#method}
     * @param model the model that made it; empty for a fallback
     * @param fallback the reason for a fallback
     */
    public record StatelessForecast(
            Values values,
            Optional<Interval> interval,
            String method,
            Optional<ModelRef> model,
            Optional<FallbackReason> fallback) {}

    /**
     * @param models finds the models of a name; throws an exception while models are unknown
     * @param metrics counts the replicas that are opened
     */
    public StatelessForecaster(Function<String, ServingModels> models, PipelineMetrics metrics) {
        this.models = models;
        this.metrics = metrics;
    }

    /**
     * Forecasts with the champion of a model, or with a fallback if it cannot.
     *
     * @param name name of the model
     * @return empty only if nothing at all is known of the sensor
     */
    public Optional<StatelessForecast> forecast(String name, Window window) {
        ModelSlot slot = slot(name);
        ModelSlot.Loaded loaded = slot.show(models.apply(name).champion(), NO_CHAMPION);
        if (loaded == null) {
            return fallback(window, Optional.empty(), FallbackReason.NO_MODEL);
        }
        Optional<ServingModel> model = Optional.of(loaded.model());
        ForecastOutcome outcome;
        try {
            outcome = loaded.replica().forecast(window);
        } catch (RuntimeException | LinkageError e) {
            slot.failed(window, e, NO_CHAMPION);
            return fallback(window, model, FallbackReason.ERROR);
        }
        if (outcome instanceof Forecasted forecasted) {
            return forecasted.values().length() == window.shape().horizon()
                    ? Optional.of(made(window, model, forecasted, Optional.empty()))
                    : fallback(window, model, FallbackReason.SHAPE_MISMATCH);
        }
        return fallback(window, model, FallbackReason.of(((Unable) outcome).reason()));
    }

    private ModelSlot slot(String name) {
        ModelSlot known = slots.get(name);
        if (known != null) {
            return known;
        }
        if (slots.size() == MOST) {
            Iterator<ModelSlot> oldest = slots.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        ModelSlot opened = new ModelSlot(metrics, ModelMemory.unlimited());
        slots.put(name, opened);
        return opened;
    }

    private static Optional<StatelessForecast> fallback(
            Window window, Optional<ServingModel> model, FallbackReason reason) {
        return Fallback.forecast(window).map(forecasted -> made(window, model, forecasted, Optional.of(reason)));
    }

    private static StatelessForecast made(
            Window window, Optional<ServingModel> model, Forecasted forecasted, Optional<FallbackReason> fallback) {
        ForecastDigits digits = ForecastDigits.of(window);
        Values values = digits.round(forecasted.values());
        Optional<Interval> interval = Scorer.start(window, model, values.length())
                .bounds(window, values, model.map(ServingModel::bounds).orElse(TargetBounds.NONE));
        return new StatelessForecast(
                values,
                interval.map(digits::round),
                forecasted.method(),
                fallback.isPresent() ? Optional.empty() : model.map(ServingModel::ref),
                fallback);
    }

    @Override
    public void close() {
        slots.values().forEach(ModelSlot::close);
        slots.clear();
    }
}
