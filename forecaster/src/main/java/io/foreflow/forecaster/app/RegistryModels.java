package io.foreflow.forecaster.app;

import io.foreflow.forecaster.metrics.ModelMetrics;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RegistryListener;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.forecast.BundleForecaster;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The champion of one name, out of the registry, run by the engine that is selected for its network. */
final class RegistryModels implements ModelView {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryModels.class);

    private final Supplier<ModelSnapshot> registry;
    private final String name;
    private final Function<NetworkSpec, Selection> engines;
    private final AtomicReference<String> told = new AtomicReference<>("");

    RegistryModels(Supplier<ModelSnapshot> registry, String name, Function<NetworkSpec, Selection> engines) {
        this.registry = registry;
        this.name = name;
        this.engines = engines;
    }

    @Override
    public Optional<ServingModel> current() {
        return registry.get().champion(name).map(this::serving);
    }

    /** The model as the topology sees it. */
    ServingModel serving(RegisteredModel model) {
        return new NetworkModel(model, this);
    }

    /** What forecasts, in a few words. */
    String describe() {
        Optional<RegisteredModel> champion = registry.get().champion(name);
        if (champion.isEmpty()) {
            return "fallback";
        }
        String ref = champion.get().ref().toString();
        return champion.get().bundle().task() instanceof ForecastTask
                ? ref
                : "what forecast before: the champion " + ref + " is for inference";
    }

    /** Counts what happens to the champion of {@code name}, and every record that is refused. */
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
        };
    }

    /** Told once a model, not once a task. */
    private Engine engine(RegisteredModel model, NetworkSpec network) {
        Selection selection = engines.apply(network);
        String line = "model " + model.ref() + " runs on " + selection;
        if (!line.equals(told.getAndSet(line))) {
            LOG.info("{}", line);
        }
        return selection.engine();
    }

    private record NetworkModel(RegisteredModel model, RegistryModels models) implements ServingModel {
        @Override
        public ModelRef ref() {
            return model.ref();
        }

        @Override
        public String sha256() {
            return model.sha256();
        }

        @Override
        public TargetBounds bounds() {
            return model.bundle().task() instanceof ForecastTask task ? task.bounds() : TargetBounds.NONE;
        }

        @Override
        public Optional<IntervalTracker> intervals(Window window) {
            return model.bundle().task() instanceof ForecastTask task
                    ? task.intervals().at(window)
                    : Optional.empty();
        }

        @Override
        public Replica open() {
            BundleForecaster forecaster =
                    BundleForecaster.open(model.bundle(), network -> models.engine(model, network));
            return new Replica() {
                @Override
                public Outcome forecast(Window window) {
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
