package io.foreflow.forecaster.metrics;

import io.foreflow.models.forecast.ModelRef;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;

/** What the service counts of models: which one is in use, swaps, and records of the models topic that were refused. */
public final class ModelMetrics {
    private final MeterRegistry registry;
    private final Counter swaps;
    private final MultiGauge info;
    private Optional<ModelRef> inUse = Optional.empty();
    private boolean serving;

    public ModelMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.swaps = Counter.builder("foreflow.model.swaps")
                .description("Times that another model was taken into use while serving")
                .register(registry);
        this.info = MultiGauge.builder("foreflow.model.info")
                .description("1 for the model that is in use")
                .register(registry);
    }

    /** From here on a change is a swap; what was told before was read from the past. */
    public synchronized void serving() {
        serving = true;
    }

    /** Told whenever the models have changed, also when the one in use has not. */
    public synchronized void inUse(Optional<ModelRef> model) {
        if (model.equals(inUse)) {
            return;
        }
        inUse = model;
        if (serving) {
            swaps.increment();
        }
        info.register(
                model.map(ref -> MultiGauge.Row.of(Tags.of("name", ref.name(), "version", ref.version()), 1))
                        .map(List::of)
                        .orElseGet(List::of),
                true);
    }

    /** @param reason one of few, such as {@code notABundle} */
    public void loadFailed(String reason) {
        Counter.builder("foreflow.model.load.failures")
                .description("Bundles and aliases on the models topic that could not be used")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }
}
