package io.foreflow.models.engine.fused;

import io.foreflow.models.engine.BatchOrder;
import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.FitLoop;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One fit, on one thread but for {@link Shards}. Its steps allocate nothing. */
final class FusedFit implements FitLoop.FitRun {
    private final NetworkSpec network;
    private final Shards shards;
    private final Optimizer optimizer;
    private final FitRows training;
    private final @Nullable FitRows validation;
    private final BatchOrder batches;
    private final int batch;
    private long steps;
    private float @Nullable [] kept;

    FusedFit(
            NetworkSpec network,
            Weights initial,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            Kernels kernels) {
        this.network = network;
        this.training = new FitRows(network, training);
        this.validation =
                validation.map(samples -> new FitRows(network, samples)).orElse(null);
        this.batches = BatchOrder.of(plan.sampler(), plan.seed(), training.targets());
        this.batch = Math.min(plan.batchSize(), training.rows());
        this.shards = new Shards(network, initial, kernels, plan, batch);
        this.optimizer = Optimizer.of(plan.optimizer(), shards.state());
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
            metricSum += shards.metricSum(count);
        }
        requireFinite(epoch, weightsSum());
        double loss = sum / rows;
        double metric = metricSum / shards.objective().metricTerms(rows);
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
        double sum = shards.learn(training, order, from, count, step);
        double loss = sum / ((double) count * shards.objective().terms())
                + shards.state().penalty();
        shards.state().addPenaltyGradients();
        return loss;
    }

    /** Scores the validation rows with the present weights, regularisation included as in Keras. */
    private EpochLoss validated(FitRows part, int epoch, double loss, double metric) {
        int rows = part.inOrder().length;
        double sum = 0;
        double metricSum = 0;
        for (int from = 0; from < rows; from += batch) {
            int count = Math.min(batch, rows - from);
            sum += shards.score(part, part.inOrder(), from, count);
            metricSum += shards.metricSum(count);
        }
        double validationLoss = sum / ((double) rows * shards.objective().terms())
                + shards.state().penalty();
        return new EpochLoss(
                epoch,
                loss,
                requireFinite(epoch, validationLoss),
                metric,
                metricSum / shards.objective().metricTerms(rows));
    }

    /** The loss and its gradients over all training rows, with dropout as in a fit's first step. */
    LossAndGradients gradients() {
        double loss = gradients(training.inOrder(), 0, batch, 0);
        return new LossAndGradients(loss, shards.state().parameters.unpack(shards.state().gradients, network));
    }

    /** Finite exactly if every weight is: a rectifier turns NaN into 0 and so hides it from the loss. */
    private double weightsSum() {
        double sum = 0;
        for (float weight : shards.state().weights) {
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
        float[] weights = shards.state().weights;
        if (kept == null) {
            kept = new float[weights.length];
        }
        System.arraycopy(weights, 0, kept, 0, weights.length);
    }

    @Override
    public void restore() {
        if (kept != null) {
            System.arraycopy(kept, 0, shards.state().weights, 0, kept.length);
        }
    }

    @Override
    public Weights weights() {
        return shards.state().parameters.unpack(shards.state().weights, network);
    }
}
