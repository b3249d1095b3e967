package io.foreflow.forecaster.app;

import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.topology.InferenceView;
import io.foreflow.models.bundle.ModelBundle.InferenceTask;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.tabular.InferenceModel;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every model of the registry by name, run by the engine that is selected for its network. */
final class RegistryInference implements InferenceView {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryInference.class);

    private final Supplier<ModelSnapshot> registry;
    private final Function<NetworkSpec, Selection> engines;

    RegistryInference(Supplier<ModelSnapshot> registry, Function<NetworkSpec, Selection> engines) {
        this.registry = registry;
        this.engines = engines;
    }

    @Override
    public Optional<Model> find(ModelName name) {
        ModelSnapshot models = registry.get();
        return name.version()
                .map(version -> models.model(new ModelRef(name.name(), version)))
                .orElseGet(() -> models.champion(name.name()))
                .map(model -> new Registered(model, engines));
    }

    private record Registered(RegisteredModel model, Function<NetworkSpec, Selection> engines) implements Model {
        @Override
        public ModelRef ref() {
            return model.ref();
        }

        @Override
        public String sha256() {
            return model.sha256();
        }

        @Override
        public boolean isForInference() {
            return model.bundle().task() instanceof InferenceTask;
        }

        @Override
        public InferenceModel open() {
            Selection selection = engines.apply(model.bundle().network());
            LOG.info("model {} answers on {}", model.ref(), selection);
            return new InferenceModel(model.bundle(), selection.engine());
        }
    }
}
