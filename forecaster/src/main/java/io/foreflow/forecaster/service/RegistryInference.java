package io.foreflow.forecaster.service;

import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.UnavailableBundleException;
import io.foreflow.forecaster.topology.InferenceView;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.Question;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds every model of the registry by name, and runs it on the engine that is selected for its network. A small model
 * has a replica for each task; a large one has one replica for all tasks, see {@link LargeModels}.
 */
final class RegistryInference implements InferenceView {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryInference.class);

    /** Number of small models that fit into the memory for large ones: eight for each of 16 tasks. */
    private static final int SMALL = 128;

    private final Supplier<ModelSnapshot> registry;
    private final Function<RegisteredModel, TrainedModel> bundles;
    private final Function<NetworkSpec, Selection> engines;
    private final LargeModels large;
    private final long largeFrom;

    /**
     * @param bundles reads the bundle of a model
     * @param budget maximum bytes of all large models together, see {@link #defaultBudget}
     */
    RegistryInference(
            Supplier<ModelSnapshot> registry,
            Function<RegisteredModel, TrainedModel> bundles,
            Function<NetworkSpec, Selection> engines,
            long budget) {
        this.registry = registry;
        this.bundles = bundles;
        this.engines = engines;
        this.large = new LargeModels(budget, this::open);
        this.largeFrom = budget / SMALL;
    }

    /** Returns a quarter of the heap. */
    static long defaultBudget() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    @Override
    public Optional<AnsweringModel> find(ModelName name) {
        ModelSnapshot models = registry.get();
        return name.version()
                .map(version -> models.model(new ModelRef(name.name(), version)))
                .orElseGet(() -> models.champion(name.name()))
                .map(model -> new Registered(model, this));
    }

    private record Registered(RegisteredModel model, RegistryInference models) implements AnsweringModel {
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
        public Answering open() {
            try {
                if (model.bytes() < models.largeFrom) {
                    return Answering.of(models.open(model));
                }
                models.large.task(model);
            } catch (UnavailableBundleException e) {
                throw e.isGone() ? e : new NotNowException(e);
            }
            return new Answering() {
                @Override
                public InferenceTask task() {
                    return available(() -> models.large.task(model));
                }

                @Override
                public List<Answered> answers(List<? extends Question> questions) {
                    return available(() -> models.large.answers(model, questions));
                }

                @Override
                public void close() {
                    // Others may use it; it is closed when room is needed.
                }
            };
        }
    }

    private static <T> T available(Supplier<T> work) {
        try {
            return work.get();
        } catch (UnavailableBundleException e) {
            throw new NotNowException(e);
        }
    }

    private InferenceModel open(RegisteredModel model) {
        TrainedModel bundle = bundles.apply(model);
        Selection selection = engines.apply(bundle.network());
        LOG.info("model {} answers on {}", model.ref(), selection);
        return new InferenceModel(bundle, selection.engine());
    }
}
