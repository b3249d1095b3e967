package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.BatchOrder;
import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.FitLoop;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One fit on one thread. Its steps allocate nothing. */
final class FusedFit implements FitLoop.Run {
    private final NetworkSpec network;
    private final TrainingSpec plan;
    private final Program program;
    private final Objective objective;
    private final Optimizer optimizer;
    private final Part training;
    private final @Nullable Part validation;
    private final BatchOrder batches;
    private final int batch;
    private long steps;
    private float @Nullable [] kept;

    /** Samples, with the rows of each input in the order of the spec. */
    private static final class Part {
        private final Samples samples;
        private final Rows[] inputs;
        private final int[] inOrder;

        /** What an epoch sees of the inputs. */
        private final Rows[] seen;

        Part(NetworkSpec network, Samples samples) {
            this.samples = samples;
            this.inputs = network.inputs().keySet().stream()
                    .map(name -> requireNonNull(samples.inputs().get(name)))
                    .toArray(Rows[]::new);
            this.seen = inputs.clone();
            this.inOrder = IntStream.range(0, samples.rows()).toArray();
        }

        void enter(int epoch) {
            for (int i = 0; i < inputs.length; i++) {
                seen[i] = inputs[i].forEpoch(epoch);
            }
        }
    }

    FusedFit(
            NetworkSpec network,
            Weights initial,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            Kernels kernels) {
        this.network = network;
        this.plan = plan;
        this.training = new Part(network, training);
        this.validation = validation.map(samples -> new Part(network, samples)).orElse(null);
        this.batches = BatchOrder.of(plan.sampler(), plan.seed(), training.targets());
        this.batch = Math.min(plan.batchSize(), training.rows());
        this.program = new Program(network, initial, kernels, batch, plan);
        this.objective = new Objective(plan.loss(), plan.metric().orElse(null), kernels, program.output(), batch);
        this.optimizer = Optimizer.of(plan.optimizer(), program.state());
        if (objective.isOfSums()) {
            program.outputLayer(network).takeDeltasOfSums();
        }
    }

    @Override
    public EpochLoss epoch(int epoch) {
        int[] order = batches.epoch(epoch);
        int rows = order.length;
        training.enter(epoch);
        double sum = 0;
        double metricSum = 0;
        for (int from = 0; from < rows; from += batch) {
            int count = Math.min(batch, rows - from);
            sum += requireFinite(epoch, step(order, from, count)) * count;
            metricSum += objective.metricSum(count);
        }
        requireFinite(epoch, weightsSum());
        double loss = sum / rows;
        double metric = metricSum / objective.metricTerms(rows);
        return validation == null
                ? new EpochLoss(epoch, loss, Double.NaN, metric, Double.NaN)
                : validated(validation, epoch, loss, metric);
    }

    /** One step on the rows that stand in the order from {@code from} on; the loss before it, regularisation included. */
    double step(int[] order, int from, int count) {
        double loss = gradients(order, from, count, steps++);
        optimizer.step();
        return loss;
    }

    private double gradients(int[] order, int from, int count, long step) {
        gather(training, order, from, count);
        program.forward(count, step);
        double loss = objective.withDeltas(count) / ((double) count * objective.terms())
                + program.state().penalty();
        program.backward(count, step);
        program.state().addPenaltyGradients();
        return loss;
    }

    private void gather(Part part, int[] order, int from, int count) {
        for (int i = 0; i < part.inputs.length; i++) {
            program.gather(i, part.seen[i], order, from, count);
        }
        objective.gather(part.samples.targets(), order, from, count);
    }

    /** With the rows kept aside and the weights as they are, regularisation included as in Keras. */
    private EpochLoss validated(Part part, int epoch, double loss, double metric) {
        int rows = part.inOrder.length;
        double sum = 0;
        double metricSum = 0;
        for (int from = 0; from < rows; from += batch) {
            int count = Math.min(batch, rows - from);
            gather(part, part.inOrder, from, count);
            program.forward(count, Layer.PREDICTING);
            sum += objective.sum(count);
            metricSum += objective.metricSum(count);
        }
        double validationLoss =
                sum / ((double) rows * objective.terms()) + program.state().penalty();
        return new EpochLoss(
                epoch, loss, requireFinite(epoch, validationLoss), metric, metricSum / objective.metricTerms(rows));
    }

    /** The loss and its gradients over all training rows, with dropout as in a fit's first step. */
    LossAndGradients gradients() {
        double loss = gradients(training.inOrder, 0, batch, 0);
        return new LossAndGradients(loss, program.state().parameters.unpack(program.state().gradients, network));
    }

    /** Finite exactly if every weight is: a rectifier turns NaN into 0 and so hides it from the loss. */
    private double weightsSum() {
        double sum = 0;
        for (float weight : program.state().weights) {
            sum += weight;
        }
        return sum;
    }

    private static double requireFinite(int epoch, double number) {
        if (!Double.isFinite(number)) {
            throw new FitDivergedException(epoch, number);
        }
        return number;
    }

    @Override
    public void keep() {
        float[] weights = program.state().weights;
        if (kept == null) {
            kept = new float[weights.length];
        }
        System.arraycopy(weights, 0, kept, 0, weights.length);
    }

    @Override
    public void restore() {
        if (kept != null) {
            System.arraycopy(kept, 0, program.state().weights, 0, kept.length);
        }
    }

    @Override
    public Weights weights() {
        return program.state().parameters.unpack(program.state().weights, network);
    }
}
