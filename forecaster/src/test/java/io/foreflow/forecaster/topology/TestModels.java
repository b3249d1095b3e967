package io.foreflow.forecaster.topology;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Models that a test publishes; counts the replicas that are open. */
public final class TestModels implements InferenceView {
    private final Map<ModelRef, TrainedModel> bundles = new HashMap<>();
    private final Map<String, ModelRef> champions = new HashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean broken;
    private volatile boolean failing;
    private boolean killing;

    /** Adds a model and makes it champion. */
    public void publish(TrainedModel bundle) {
        bundles.put(bundle.ref(), bundle);
        champions.put(bundle.ref().name(), bundle.ref());
    }

    void remove(ModelRef ref) {
        bundles.remove(ref);
        champions.values().remove(ref);
    }

    /** From now on no model can be opened. */
    public void breakOpening() {
        broken = true;
    }

    /** From now on open models throw. */
    public void breakAnswering() {
        failing = true;
    }

    /** From now on open models end the thread that asks them. */
    void killAnswering() {
        killing = true;
    }

    public int opened() {
        return opened.get();
    }

    /** How many replicas are open now. */
    public int open() {
        return opened.get() - closed.get();
    }

    @Override
    public Optional<AnsweringModel> find(ModelName name) {
        ModelRef ref = name.version()
                .map(version -> new ModelRef(name.name(), version))
                .orElseGet(() -> champions.get(name.name()));
        return Optional.ofNullable(bundles.get(ref)).map(Shown::new);
    }

    private final class Shown implements AnsweringModel {
        private final TrainedModel bundle;

        Shown(TrainedModel bundle) {
            this.bundle = bundle;
        }

        @Override
        public ModelRef ref() {
            return bundle.ref();
        }

        @Override
        public String sha256() {
            return Integer.toHexString(bundle.weights().hashCode());
        }

        @Override
        public boolean isForInference() {
            return bundle.task() instanceof InferenceTask;
        }

        @Override
        public Answering open() {
            if (broken) {
                throw new IllegalStateException("cannot be opened");
            }
            opened.incrementAndGet();
            return Answering.of(new InferenceModel(bundle, new CountingEngine()));
        }
    }

    /** The fused engine, whose predictors are counted when they close. */
    private final class CountingEngine implements Engine {
        private final Engine engine = FusedEngine.plain();

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public Predictor predictor(NetworkSpec network, Weights weights) {
            Predictor predictor = engine.predictor(network, weights);
            return new Predictor() {
                @Override
                public void predict(float[][] inputs, int rows, float[] output) {
                    predictor.predict(inputs, rows, output);
                }

                @Override
                public void predict(java.util.List<? extends Rows> inputs, float[] output) {
                    if (killing) {
                        throw new OutOfMemoryError("for this test");
                    }
                    if (failing) {
                        throw new IllegalStateException("broken");
                    }
                    predictor.predict(inputs, output);
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                    predictor.close();
                }
            };
        }

        @Override
        public FitResult fit(
                NetworkSpec network,
                Weights initial,
                Samples training,
                Optional<Samples> validation,
                TrainingSpec plan,
                FitListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
            throw new UnsupportedOperationException();
        }
    }
}
