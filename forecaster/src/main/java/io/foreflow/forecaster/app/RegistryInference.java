package io.foreflow.forecaster.app;

import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.UnavailableBundleException;
import io.foreflow.forecaster.topology.InferenceView;
import io.foreflow.models.bundle.ModelBundle;
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
    private final Function<RegisteredModel, ModelBundle> bundles;
    private final Function<NetworkSpec, Selection> engines;

    /** @param bundles reads the bundle of a model */
    RegistryInference(
            Supplier<ModelSnapshot> registry,
            Function<RegisteredModel, ModelBundle> bundles,
            Function<NetworkSpec, Selection> engines) {
        this.registry = registry;
        this.bundles = bundles;
        this.engines = engines;
    }

    @Override
    public Optional<Model> find(ModelName name) {
        ModelSnapshot models = registry.get();
        return name.version()
                .map(version -> models.model(new ModelRef(name.name(), version)))
                .orElseGet(() -> models.champion(name.name()))
                .map(model -> new Registered(model, this));
    }

    private record Registered(RegisteredModel model, RegistryInference models) implements Model {
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
            return !model.kind().isForecaster();
        }

        @Override
        public InferenceModel open() {
            ModelBundle bundle = bundle();
            Selection selection = models.engines.apply(bundle.network());
            LOG.info("model {} answers on {}", model.ref(), selection);
            return new InferenceModel(bundle, selection.engine());
        }

        private ModelBundle bundle() {
            try {
                return models.bundles.apply(model);
            } catch (UnavailableBundleException e) {
                throw e.isGone() ? e : new NotNowException(e);
            }
        }
    }
}
