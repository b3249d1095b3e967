package io.foreflow.models.engine.fused;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitLoop;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.RidgeFit;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.Optional;

/**
 * Runs and fits small networks in plain Java, each predictor and each fit on the one thread that uses it: the engine
 * itself may be shared by threads. The same weights, samples and plan give the same weights, bit for bit, from run to run
 * on one machine; with the Vector API and without it they differ by rounding.
 */
public final class FusedEngine implements DerivingEngine {
    private static final String MODULE = "jdk.incubator.vector";

    private final Kernels kernels;
    private final boolean vectorised;

    private FusedEngine(Kernels kernels, boolean vectorised) {
        this.kernels = kernels;
        this.vectorised = vectorised;
    }

    /** Makes an engine that uses the Vector API if this Java was started with it, else plain loops. */
    public static FusedEngine create() {
        return isVectorApiThere() ? vector() : plain();
    }

    /** Makes an engine that uses plain loops. */
    public static FusedEngine plain() {
        return new FusedEngine(new PlainKernels(), false);
    }

    /** @throws IllegalStateException if this Java was started without the Vector API */
    public static FusedEngine vector() {
        if (!isVectorApiThere()) {
            throw new IllegalStateException("this Java was started without the Vector API; start it with --add-modules "
                    + MODULE + " (Java 17 or newer with the module " + MODULE + ")");
        }
        return new FusedEngine(new VectorKernels(), true);
    }

    /** Returns true if this Java was started with the module of the Vector API. */
    public static boolean isVectorApiThere() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    @Override
    public String name() {
        return "fused";
    }

    /** Returns true if the Vector API does the arithmetic. */
    public boolean isVectorised() {
        return vectorised;
    }

    /** @throws IllegalArgumentException unless the weights are those of the network */
    @Override
    public Predictor predictor(NetworkSpec network, Weights weights) {
        NetworkSpec inlined = inlined(network, weights);
        return new FusedPredictor(inlined, weights, kernels);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException unless weights and samples fit the network, or if early stopping is asked for
     *     without validation rows
     */
    @Override
    public FitResult fit(
            NetworkSpec network,
            Weights initial,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            FitListener listener) {
        NetworkSpec inlined = inlined(network, initial);
        if (plan.optimizer() instanceof OptimizerSpec.Ridge) {
            return RidgeFit.fit(inlined, training, validation, plan, listener);
        }
        training.requireFit(inlined, plan.loss());
        validation.ifPresent(samples -> samples.requireFit(inlined, plan.loss()));
        if (plan.earlyStopping().isPresent() && validation.isEmpty()) {
            throw new IllegalArgumentException("early stopping needs validation rows; give some, or leave it out");
        }
        plan.requireFit(inlined);
        return FitLoop.run(plan, listener, new FusedFit(inlined, initial, training, validation, plan, kernels));
    }

    /** {@inheritDoc} Dropout is that of a fit's first step. */
    @Override
    public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
        NetworkSpec inlined = inlined(network, weights);
        batch.requireFit(inlined, plan.loss());
        TrainingSpec once =
                new TrainingSpec(plan.loss(), plan.optimizer(), batch.rows(), 1, Optional.empty(), plan.seed());
        return new FusedFit(inlined, weights, batch, Optional.empty(), once, kernels).gradients();
    }

    @Override
    public Tensor inputGradients(NetworkSpec network, Weights weights, Tensor inputs, Tensor outputDeltas) {
        NetworkSpec inlined = inlined(network, weights);
        requireDerivable(inlined, inputs, outputDeltas);
        int rows = inputs.rows();
        Program program =
                Program.derivingInputs(inlined, weights, kernels, Math.min(rows, Program.rowsAtOnce(inlined)));
        float[] gradients = new float[inputs.size()];
        for (int from = 0; from < rows; from += program.capacity()) {
            int count = Math.min(program.capacity(), rows - from);
            program.input(0).set(inputs, from, count);
            program.forward(count, FusedLayer.PREDICTING);
            program.output().setDeltas(outputDeltas, from, count);
            program.backward(count, FusedLayer.PREDICTING);
            program.input(0).copyDeltasTo(count, gradients, from);
        }
        return Tensor.owning(inputs.shape(), gradients);
    }

    private static void requireDerivable(NetworkSpec network, Tensor inputs, Tensor outputDeltas) {
        if (network.inputs().size() != 1) {
            throw new IllegalArgumentException(
                    "the network must have one input, not " + network.inputs().size());
        }
        network.nodes().stream()
                .filter(node -> node.layer() instanceof Embedding)
                .findFirst()
                .ifPresent(node -> {
                    throw new IllegalArgumentException(
                            "the embedding " + node.name() + " looks up whole numbers: these have no gradient");
                });
        Shape in = network.inputs().values().iterator().next();
        if (inputs.shape().rank() == 0 || !inputs.rowShape().equals(in)) {
            throw new IllegalArgumentException("inputs of shape " + inputs.shape() + " must be rows of " + in);
        }
        Shape out = network.outputShape().batch(inputs.rows());
        if (!outputDeltas.shape().equals(out)) {
            throw new IllegalArgumentException(
                    "output deltas of shape " + outputDeltas.shape() + " must be of shape " + out);
        }
    }

    private static NetworkSpec inlined(NetworkSpec network, Weights weights) {
        weights.requireFit(network);
        if (weights.tensors().isEmpty()) {
            throw new IllegalArgumentException("the network has no weights, so there is nothing to run or fit");
        }
        return network.inlined();
    }
}
