package io.foreflow.forecaster.service;

import io.foreflow.forecaster.metrics.ModelMetrics;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RegistryListener;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the champion of one name in the registry, and runs it on the engine that is selected for its network. A new
 * champion is used once its bundle is in memory; until then the previous one forecasts.
 */
final class RegistryModels implements ModelView {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryModels.class);

    private final Supplier<ModelSnapshot> registry;
    private final Function<RegisteredModel, Optional<TrainedModel>> bundles;
    private final String name;
    private final Function<NetworkSpec, Selection> engines;
    private final AtomicReference<String> lastLogged = new AtomicReference<>("");
    private final AtomicReference<@Nullable NetworkModel> shown = new AtomicReference<>();

    /** The last snapshot whose champion is in memory, or that has none. */
    private volatile @Nullable Found found;

    /** @param bundles returns the bundle of a model, if it is in memory; never blocks */
    RegistryModels(
            Supplier<ModelSnapshot> registry,
            Function<RegisteredModel, Optional<TrainedModel>> bundles,
            String name,
            Function<NetworkSpec, Selection> engines) {
        this.registry = registry;
        this.bundles = bundles;
        this.name = name;
        this.engines = engines;
    }

    /** The model that was found in a snapshot of the registry. */
    private record Found(ModelSnapshot snapshot, Optional<ServingModel> model) {}

    /** Looks into a snapshot once: it is asked for each forecast. */
    @Override
    @SuppressWarnings("ReferenceEquality") // a changed registry is another object
    public Optional<ServingModel> current() {
        ModelSnapshot snapshot = registry.get();
        Found before = found;
        if (before != null && before.snapshot() == snapshot) {
            return before.model();
        }
        return find(snapshot);
    }

    private Optional<ServingModel> find(ModelSnapshot snapshot) {
        Optional<RegisteredModel> champion = snapshot.champion(name);
        if (champion.isEmpty()) {
            shown.set(null);
            found = new Found(snapshot, Optional.empty());
            return Optional.empty();
        }
        NetworkModel before = shown.get();
        if (before != null && before.isOf(champion.get())) {
            found = new Found(snapshot, Optional.of(before));
            return Optional.of(before);
        }
        Optional<NetworkModel> next = bundles.apply(champion.get())
                .map(bundle -> serving(champion.get().sha256(), bundle));
        next.ifPresent(shown::set);
        return next.isPresent() ? Optional.of(next.get()) : Optional.ofNullable(before);
    }

    /** Returns the model as the topology sees it. */
    NetworkModel serving(String sha256, TrainedModel bundle) {
        return new NetworkModel(sha256, bundle, this);
    }

    /** Describes the model that forecasts, in a few words. */
    String describe() {
        Optional<RegisteredModel> champion = registry.get().champion(name);
        if (champion.isEmpty()) {
            return "fallback";
        }
        String ref = champion.get().ref().toString();
        if (!champion.get().kind().isForecaster()) {
            return "what forecast before: the champion " + ref + " is for inference";
        }
        Optional<ServingModel> forecasting = current();
        if (forecasting.isPresent()
                && forecasting.get().ref().equals(champion.get().ref())) {
            return ref;
        }
        return forecasting.map(model -> model.ref().toString()).orElse("fallback") + ": the champion " + ref
                + " cannot be read";
    }

    /** Counts the events of the champion of {@code name}, and every rejected record. */
    static RegistryListener counting(String name, ModelMetrics metrics) {
        return new RegistryListener() {
            @Override
            public void aliasMoved(String moved, Alias alias, Optional<ModelRef> target) {
                if (moved.equals(name) && alias == Alias.CHAMPION) {
                    metrics.inUse(target);
                }
            }

            @Override
            public void rejected(String reason) {
                metrics.loadFailed(reason);
            }

            @Override
            public void modelRemoved(ModelRef ref) {
                metrics.deleted();
            }

            @Override
            public void changed(int models, int losses) {
                metrics.known(models, losses);
            }
        };
    }

    /** Selects an engine; it is logged once per model, not once per task. */
    private Engine engine(ModelRef model, NetworkSpec network) {
        Selection selection = engines.apply(network);
        String line = "model " + model + " runs on " + selection;
        if (!line.equals(lastLogged.getAndSet(line))) {
            LOG.info("{}", line);
        }
        return selection.engine();
    }

    record NetworkModel(String sha256, TrainedModel bundle, RegistryModels models) implements ServingModel {
        boolean isOf(RegisteredModel model) {
            return bundle.ref().equals(model.ref()) && sha256.equals(model.sha256());
        }

        @Override
        public ModelRef ref() {
            return bundle.ref();
        }

        @Override
        public TargetBounds bounds() {
            return bundle.task() instanceof ForecastTask task ? task.bounds() : TargetBounds.NONE;
        }

        @Override
        public Optional<IntervalTracker> intervals(Window window) {
            return bundle.task() instanceof ForecastTask task ? task.intervals().at(window) : Optional.empty();
        }

        @Override
        public ModelReplica open() {
            ModelForecaster forecaster = ModelForecaster.open(bundle, network -> models.engine(bundle.ref(), network));
            return new ModelReplica() {
                @Override
                public ForecastOutcome forecast(Window window) {
                    return forecaster.forecast(window);
                }

                @Override
                public void close() {
                    forecaster.close();
                }
            };
        }
    }
}
