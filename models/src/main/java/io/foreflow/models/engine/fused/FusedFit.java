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
import java.util.OptionalLong;
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
    private final int[] order;
    private final int batch;
    private long steps;
    private float @Nullable [] kept;

    /** Samples, with the rows of each input in the order of the spec. */
    private static final class Part {
        private final Samples samples;
        private final Rows[] inputs;
        private final int[] inOrder;

        Part(NetworkSpec network, Samples samples) {
            this.samples = samples;
            this.inputs = network.inputs().keySet().stream()
                    .map(name -> requireNonNull(samples.inputs().get(name)))
                    .toArray(Rows[]::new);
            this.inOrder = IntStream.range(0, samples.rows()).toArray();
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
        this.order = this.training.inOrder.clone();
        this.batch = Math.min(plan.batchSize(), training.rows());
        this.program = new Program(network, initial, kernels, batch, OptionalLong.of(plan.seed()));
        this.objective = new Objective(plan.loss(), kernels, program.output(), batch);
        this.optimizer = Optimizer.of(plan.optimizer(), program.state());
        if (objective.isOfSums()) {
            program.outputLayer(network).takeDeltasOfSums();
        }
    }

    @Override
    public EpochLoss epoch(int epoch) {
        int rows = order.length;
        BatchOrder.epoch(plan.seed(), epoch, order);
        double sum = 0;
        for (int from = 0; from < rows; from += batch) {
            int count = Math.min(batch, rows - from);
            sum += requireFinite(epoch, step(from, count)) * count;
        }
        requireFinite(epoch, weightsSum());
        double validationLoss = validation == null ? Double.NaN : requireFinite(epoch, loss(validation));
        return new EpochLoss(epoch, sum / rows, validationLoss);
    }

    /** One step on the rows that stand in the order from {@code from} on; the loss before it, regularisation included. */
    double step(int from, int count) {
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
            program.gather(i, part.inputs[i], order, from, count);
        }
        objective.gather(part.samples.targets(), order, from, count);
    }

    /** Of rows kept aside, with the weights as they are, regularisation included as in Keras. */
    private double loss(Part part) {
        int rows = part.inOrder.length;
        double sum = 0;
        for (int from = 0; from < rows; from += batch) {
            int count = Math.min(batch, rows - from);
            gather(part, part.inOrder, from, count);
            program.forward(count, Layer.PREDICTING);
            sum += objective.sum(count);
        }
        return sum / ((double) rows * objective.terms()) + program.state().penalty();
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
