package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.EngineUnavailableException;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitLoop;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.RidgeFit;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Runs and fits every layer on Deeplearning4j in single precision. Each predictor and each fit has a network of its
 * own: the engine itself may be shared by threads. A call costs tens to hundreds of microseconds before any arithmetic,
 * so many rows at once are nearly as fast as one.
 */
public final class Dl4jEngine implements Engine {
    private final int nativeThreads;

    /** Makes an engine with one native thread, which is fastest for small networks. */
    public Dl4jEngine() {
        this(1);
    }

    /**
     * @param nativeThreads how many threads a native call may use, at least 1; the environment variable OMP_NUM_THREADS
     *     goes before it
     * @throws EngineUnavailableException if this build computes on a GPU and there is none that it can use
     */
    public Dl4jEngine(int nativeThreads) {
        if (nativeThreads < 1) {
            throw new IllegalArgumentException("nativeThreads (" + nativeThreads + ") must be at least 1");
        }
        CudaBackend.requireUsable();
        this.nativeThreads = nativeThreads;
    }

    @Override
    public String name() {
        return "dl4j";
    }

    /** @throws IllegalArgumentException unless the weights are those of the network */
    @Override
    public Predictor predictor(NetworkSpec network, Weights weights) {
        NetworkSpec inlined = inlined(network, weights);
        Nd4jSettings.applyToThisThread(nativeThreads);
        return new Dl4jPredictor(inlined, weights, nativeThreads);
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
        Nd4jSettings.applyToThisThread(nativeThreads);
        try (Dl4jFit fit = new Dl4jFit(inlined, initial, training, validation, plan, nativeThreads)) {
            return FitLoop.run(plan, listener, fit);
        }
    }

    /** {@inheritDoc} Dropout is that of a fit's first step. */
    @Override
    public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
        NetworkSpec inlined = inlined(network, weights);
        batch.requireFit(inlined, plan.loss());
        Nd4jSettings.applyToThisThread(nativeThreads);
        int rows = batch.rows();
        ComputationGraph graph = Graphs.fitting(inlined, plan);
        try (Batch arrays = new Batch(inlined, plan.loss(), rows)) {
            GraphWeights.write(inlined, weights, graph);
            arrays.fill(batch, IntStream.range(0, rows).toArray(), 0);
            graph.setInputs(arrays.inputs());
            graph.setLabels(arrays.targets());
            graph.computeGradientAndScore();
            Weights sums = GraphWeights.read(inlined, graph.gradient());
            return new LossAndGradients(graph.score(), means(inlined, weights, sums, rows));
        } finally {
            Graphs.close(graph);
        }
    }

    /** Deeplearning4j's gradients are sums over the rows and leave regularisation to the optimiser. */
    private static Weights means(NetworkSpec network, Weights weights, Weights sums, int rows) {
        Map<String, Double> l2 = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            l2.put(
                    WeightShapes.name(node.name(), WeightShapes.KERNEL),
                    node.layer().l2());
        }
        Map<String, Tensor> means = new LinkedHashMap<>();
        sums.tensors().forEach((name, sum) -> {
            Tensor weight = requireNonNull(weights.tensors().get(name));
            double lambda = l2.getOrDefault(name, 0.0);
            float[] mean = new float[sum.size()];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sum.at(i) / (double) rows + 2 * lambda * weight.at(i));
            }
            means.put(name, Tensor.owning(sum.shape(), mean));
        });
        return new Weights(means);
    }

    private static NetworkSpec inlined(NetworkSpec network, Weights weights) {
        weights.requireFit(network);
        if (weights.tensors().isEmpty()) {
            throw new IllegalArgumentException("the network has no weights, so there is nothing to run or fit");
        }
        return network.inlined();
    }
}
