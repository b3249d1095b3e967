package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Metric;
import org.jspecify.annotations.Nullable;

/**
 * The loss of rows of results, and its gradients. Those of a cross-entropy are by the sums behind the probabilities,
 * where they are p − y: by way of the probabilities they would vanish where these are most wrong.
 */
final class Objective {
    private final Loss loss;
    private final LossTerm term;
    private final Kernels kernels;
    private final LayerValues output;
    private final int terms;
    private final int targetFeatures;
    private final int targetStride;
    private final float[] targets;
    private final float[] partialSums;
    private final @Nullable Metric metric;

    Objective(Loss loss, @Nullable Metric metric, Kernels kernels, LayerValues output, int capacity) {
        this.loss = loss;
        this.term = LossTerm.of(loss);
        this.metric = metric;
        this.kernels = kernels;
        this.output = output;
        this.terms = output.positions() * (loss.isOfClasses() ? 1 : output.features());
        this.targetFeatures = loss.takesClassNumbers() ? 1 : output.features();
        this.targetStride = loss.takesClassNumbers() ? 1 : output.stride();
        this.targets = new float[capacity * output.positions() * targetStride];
        this.partialSums = new float[kernels.lanes()];
    }

    /** Returns true if {@link #withDeltas} yields gradients by the sums of the last layer instead of its results. */
    boolean isOfSums() {
        return loss.lastActivation().isPresent();
    }

    /** Returns the number of terms that a row adds to the mean. */
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
        int at = run * output.stride();
        for (int i = 0; i < output.features(); i++) {
            deltas[at + i] = term.slope(output.numbers()[at + i], target(run, i)) * share;
        }
    }

    /** Returns the target of output {@code i} of a run of features; for classes 1 at the true one, else 0. */
    private float target(int run, int i) {
        int at = run * targetStride;
        if (loss.takesClassNumbers()) {
            return i == (int) targets[at] ? 1 : 0;
        }
        return targets[at + i];
    }

    /** The sum over the terms. */
    double sum(int rows) {
        double sum = 0;
        for (int run = 0; run < rows * output.positions(); run++) {
            int at = output.at() + run * output.stride();
            for (int i = 0; i < output.features(); i++) {
                sum += term.of(output.numbers()[at + i], target(run, i));
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
                    loss.takesClassNumbers());
        }
        return sum;
    }

    /**
     * Returns the divisor of a sum of the metric over {@code rows} rows; 0 without a metric, so that the mean is not a
     * number.
     */
    double metricTerms(int rows) {
        return metric == null ? 0 : (double) rows * output.positions();
    }
}
