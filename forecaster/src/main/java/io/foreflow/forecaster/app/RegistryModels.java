package io.foreflow.forecaster.app;

import io.foreflow.forecaster.metrics.ModelMetrics;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RegistryListener;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.NetworkForecaster;
import io.foreflow.models.series.Window;
import java.util.Optional;
import java.util.function.Supplier;

/** The champion of one name, out of the registry, run by an engine. */
final class RegistryModels implements ModelView {
    private final Supplier<ModelSnapshot> registry;
    private final String name;
    private final Supplier<Engine> engine;

    RegistryModels(Supplier<ModelSnapshot> registry, String name, Supplier<Engine> engine) {
        this.registry = registry;
        this.name = name;
        this.engine = engine;
    }

    @Override
    public Optional<ServingModel> current() {
        return registry.get().champion(name).map(model -> new NetworkModel(model, engine));
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

    private record NetworkModel(RegisteredModel model, Supplier<Engine> engine) implements ServingModel {
        @Override
        public ModelRef ref() {
            return model.ref();
        }

        @Override
        public String sha256() {
            return model.sha256();
        }

        @Override
        public Replica open() {
            NetworkForecaster forecaster = new NetworkForecaster(model.bundle(), engine.get());
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
