package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.BatchOrder;
import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.FitLoop;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fit, from its first epoch to its result. */
final class Dl4jFit implements FitLoop.FitRun, AutoCloseable {
    private final NetworkSpec network;
    private final Samples training;
    private final BatchOrder batches;
    private final KerasLoss loss;
    private final ComputationGraph graph;
    private final Batch full;
    private final @Nullable Batch partial;
    private final @Nullable Validation validation;

    /** The parameters of the best epoch so far, while stopping early is asked for. */
    private @Nullable INDArray best;

    Dl4jFit(
            NetworkSpec network,
            Weights initial,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            int nativeThreads) {
        this.network = network;
        this.training = training;
        this.batches = BatchOrder.of(plan.sampler(), plan.seed(), training.targets());
        this.graph = Graphs.fitting(network, plan);
        this.loss = (KerasLoss) ((LossLayer) graph.getOutputLayer(0).conf().getLayer()).getLossFn();
        GraphWeights.write(network, initial, graph);
        int rows = batches.length();
        this.full = new Batch(network, plan.loss(), Math.min(plan.batchSize(), rows));
        int rest = rows % full.rows();
        this.partial = rest == 0 ? null : new Batch(network, plan.loss(), rest);
        this.validation = validation
                .map(samples -> new Validation(network, graph, samples, plan, nativeThreads))
                .orElse(null);
    }

    @Override
    public EpochLoss epoch(int epoch) {
        int[] order = batches.epoch(epoch);
        int rows = order.length;
        Samples seen = training.forEpoch(epoch);
        double sum = 0;
        loss.startMetric();
        for (int from = 0; from < rows; from += full.rows()) {
            Batch batch = partial != null && rows - from < full.rows() ? partial : full;
            batch.fill(seen, order, from);
            graph.fit(batch.inputs(), batch.targets());
            sum += requireFinite(epoch, graph.score()) * batch.rows();
        }
        // A rectifier turns NaN into 0 and so hides it from the loss, but not from the weights.
        requireFinite(epoch, graph.params().sumNumber().doubleValue());
        double metric = loss.metric();
        double validationLoss = validation == null ? Double.NaN : requireFinite(epoch, validation.loss());
        double validationMetric = validation == null ? Double.NaN : validation.metric();
        return new EpochLoss(epoch, sum / rows, validationLoss, metric, validationMetric);
    }

    private static double requireFinite(int epoch, double number) {
        if (!Double.isFinite(number)) {
            throw new FitDivergedException(epoch, number);
        }
        return number;
    }

    @Override
    public void keep() {
        if (best == null) {
            best = graph.params().dup();
        } else {
            best.assign(graph.params());
        }
    }

    @Override
    public void restore() {
        if (best != null) {
            graph.params().assign(best);
        }
    }

    @Override
    public Weights weights() {
        return GraphWeights.read(network, graph);
    }

    @Override
    public void close() {
        full.close();
        if (partial != null) {
            partial.close();
        }
        if (validation != null) {
            validation.close();
        }
        if (best != null) {
            best.close();
        }
        Graphs.close(graph);
    }

    /** Scores the current weights on rows kept aside. */
    private static final class Validation implements AutoCloseable {
        private final ComputationGraph graph;
        private final Forward forward;
        private final List<Rows> inputs;
        private final float[] targets;
        private final float[] results;
        private final KerasLoss loss;

        Validation(NetworkSpec network, ComputationGraph graph, Samples samples, TrainingSpec plan, int nativeThreads) {
            this.graph = graph;
            this.forward = new Forward(network, graph, nativeThreads);
            this.inputs = network.inputs().keySet().stream()
                    .map(name -> requireNonNull(samples.inputs().get(name)))
                    .toList();
            this.targets = samples.targets().toArray();
            this.results = new float[samples.rows() * network.outputShape().size()];
            this.loss = new KerasLoss(plan.loss(), plan.metric(), network.outputShape());
        }

        /** Regularisation included, as in Keras. */
        double loss() {
            forward.predict(inputs, results);
            return loss.mean(results, targets) + graph.calcRegularizationScore(true);
        }

        /** Returns the metric of the rows that {@link #loss} saw. */
        double metric() {
            loss.startMetric();
            loss.addMetric(results, targets);
            return loss.metric();
        }

        @Override
        public void close() {
            forward.close();
        }
    }
}
