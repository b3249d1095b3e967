package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Loss.BinaryCrossEntropy;
import io.foreflow.models.network.Loss.CategoricalCrossEntropy;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Loss.Quantile;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import io.foreflow.models.network.Metric;
import org.jspecify.annotations.Nullable;

/**
 * The loss of rows of results, and its gradients. Those of a cross-entropy are by the sums behind the probabilities,
 * where they are p − y: by way of the probabilities they would vanish where these are most wrong.
 */
final class Objective {
    private static final float LEAST = 1e-7f;
    private static final float MOST = 1 - 1e-7f;

    private final Loss loss;
    private final Kernels kernels;
    private final Values output;
    private final int terms;
    private final int targetFeatures;
    private final int targetStride;
    private final float[] targets;
    private final float[] partialSums;
    private final @Nullable Metric metric;

    Objective(Loss loss, @Nullable Metric metric, Kernels kernels, Values output, int capacity) {
        this.loss = loss;
        this.metric = metric;
        this.kernels = kernels;
        this.output = output;
        boolean sparse = loss instanceof SparseCategoricalCrossEntropy;
        boolean categorical = sparse || loss instanceof CategoricalCrossEntropy;
        this.terms = output.positions() * (categorical ? 1 : output.features());
        this.targetFeatures = sparse ? 1 : output.features();
        this.targetStride = sparse ? 1 : output.stride();
        this.targets = new float[capacity * output.positions() * targetStride];
        this.partialSums = new float[kernels.lanes()];
    }

    /** Whether {@link #withDeltas} yields gradients by the sums of the last layer instead of its results. */
    boolean isOfSums() {
        return loss instanceof BinaryCrossEntropy
                || loss instanceof CategoricalCrossEntropy
                || loss instanceof SparseCategoricalCrossEntropy;
    }

    /** How many terms a row adds to the mean. */
    int terms() {
        return terms;
    }

    /** Takes the rows that stand in {@code order} from {@code from} on. */
    void gather(Tensor all, int[] order, int from, int rows) {
        int row = output.positions() * targetFeatures;
        for (int i = 0; i < rows; i++) {
            int source = order[from + i] * row;
            int target = i * output.positions() * targetStride;
            for (int position = 0; position < output.positions(); position++) {
                all.copyTo(
                        source + position * targetFeatures, targets, target + position * targetStride, targetFeatures);
            }
        }
    }

    /** The sum over the terms; the deltas of the output become the gradients of the mean. */
    double withDeltas(int rows) {
        float[] deltas = requireNonNull(output.deltas());
        float share = (float) (1.0 / ((double) rows * terms));
        if (loss instanceof Mse) {
            kernels.squaredErrors(output.numbers(), targets, deltas, rows * output.rowSize(), 2 * share, partialSums);
            double sum = 0;
            for (float part : partialSums) {
                sum += part;
            }
            return sum;
        }
        double sum = sum(rows);
        for (int run = 0; run < rows * output.positions(); run++) {
            deltas(deltas, run, share);
        }
        return sum;
    }

    private void deltas(float[] deltas, int run, float share) {
        float[] results = output.numbers();
        int at = run * output.stride();
        int target = run * targetStride;
        for (int i = 0; i < output.features(); i++) {
            float result = results[at + i];
            float delta;
            if (loss instanceof SparseCategoricalCrossEntropy) {
                delta = i == (int) targets[target] ? result - 1 : result;
            } else if (isOfSums()) {
                delta = result - targets[target + i];
            } else if (loss instanceof Quantile quantile) {
                float error = targets[target + i] - result;
                delta = error > 0 ? (float) -quantile.level() : error < 0 ? (float) (1 - quantile.level()) : 0;
            } else if (loss instanceof Mse) {
                delta = 2 * (result - targets[target + i]);
            } else {
                delta = Math.signum(result - targets[target + i]);
            }
            deltas[at + i] = delta * share;
        }
    }

    /** The sum over the terms. */
    double sum(int rows) {
        double sum = 0;
        for (int run = 0; run < rows * output.positions(); run++) {
            int at = output.at() + run * output.stride();
            int target = run * targetStride;
            if (loss instanceof SparseCategoricalCrossEntropy) {
                sum -= logarithm(output.numbers()[at + (int) targets[target]]);
            } else {
                for (int i = 0; i < output.features(); i++) {
                    sum += term(output.numbers()[at + i], targets[target + i]);
                }
            }
        }
        return sum;
    }

    /** The sum of the metric over rows and positions; 0 without one. */
    double metricSum(int rows) {
        double sum = 0;
        for (int run = 0; metric != null && run < rows * output.positions(); run++) {
            sum += metric.of(
                    output.numbers(),
                    output.at() + run * output.stride(),
                    output.features(),
                    targets,
                    run * targetStride,
                    loss instanceof SparseCategoricalCrossEntropy);
        }
        return sum;
    }

    /** What a sum of the metric over {@code rows} rows is to be divided by; 0 without one, so that the mean is not a number. */
    double metricTerms(int rows) {
        return metric == null ? 0 : (double) rows * output.positions();
    }

    private double term(float result, float target) {
        if (loss instanceof BinaryCrossEntropy) {
            double p = Math.max(LEAST, Math.min(MOST, result));
            return -target * Math.log(p) - (1 - target) * Math.log1p(-p);
        } else if (loss instanceof CategoricalCrossEntropy) {
            return target == 0 ? 0 : -target * logarithm(result);
        }
        double error = (double) target - result;
        if (loss instanceof Mse) {
            return error * error;
        } else if (loss instanceof Quantile quantile) {
            return Math.max(quantile.level() * error, (quantile.level() - 1) * error);
        }
        return Math.abs(error);
    }

    /** Of a probability, which is kept away from 0 and 1. */
    private static double logarithm(float probability) {
        return Math.log(Math.max(LEAST, Math.min(MOST, probability)));
    }
}
