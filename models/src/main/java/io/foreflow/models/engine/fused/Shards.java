package io.foreflow.models.engine.fused;

import io.foreflow.models.engine.MultiplyAdds;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a fit: one whose step is large is cut into two halves, the second of which is computed on a thread of the
 * common pool. Whether it is cut depends on the network and the batch alone and what the halves yield is added in a fixed
 * order, so that a fit is the same on a machine with one processor and with many.
 */
final class Shards {
    /**
     * The multiply-adds of a step that is worth two threads: some milliseconds, beside which the microseconds of a
     * hand-over do not matter.
     */
    private static final double LARGE = 20e6;

    private final Shard first;
    private final @Nullable Shard second;
    private final @Nullable ForkJoinTask<?> ofSecond;

    /** @param batch rows at most */
    Shards(NetworkSpec network, Weights initial, Kernels kernels, TrainingSpec plan, int batch) {
        boolean cut = batch > 1 && MultiplyAdds.ofStep(network, batch) >= LARGE;
        int half = cut ? firstHalf(batch) : batch;
        this.first = new Shard(network, new Program(network, initial, kernels, half, plan), plan);
        if (cut) {
            Shard other = new Shard(network, first.program().sharingWeights(network, batch - half, plan), plan);
            this.second = other;
            this.ofSecond = ForkJoinTask.adapt(other::run);
        } else {
            this.second = null;
            this.ofSecond = null;
        }
    }

    private static int firstHalf(int count) {
        return (count + 1) / 2;
    }

    /** The weights, and after {@link #learn} their gradients: of the mean, without what regularisation adds. */
    State state() {
        return first.program().state();
    }

    /** Returns the loss and the metric, which say how rows count. */
    Objective objective() {
        return first.objective();
    }

    /**
     * Forward and back over the rows that stand in {@code order} from {@code from} on.
     *
     * @return the sum of the loss over its terms
     */
    double learn(FitRows rows, int[] order, int from, int count, long step) {
        double sum = run(rows, order, from, count, step);
        int ofFirst = second == null ? count : firstHalf(count);
        if (second != null && ofFirst < count) {
            float[] gradients = state().gradients;
            float[] others = second.program().state().gradients;
            float share = (float) ((double) ofFirst / count);
            float rest = 1 - share;
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] = share * gradients[i] + rest * others[i];
            }
        }
        return sum;
    }

    /** Forward only, with the weights as they are; the sum of the loss over its terms. */
    double score(FitRows rows, int[] order, int from, int count) {
        return run(rows, order, from, count, FusedLayer.PREDICTING);
    }

    private double run(FitRows rows, int[] order, int from, int count, long step) {
        if (second == null || ofSecond == null || count == 1) {
            first.take(rows, order, from, count, 0, step);
            first.run();
            return first.lossSum();
        }
        int half = firstHalf(count);
        first.take(rows, order, from, half, 0, step);
        second.take(rows, order, from + half, count - half, half, step);
        ofSecond.reinitialize();
        ofSecond.fork();
        try {
            first.run();
        } finally {
            ofSecond.quietlyJoin();
        }
        ofSecond.join();
        return first.lossSum() + second.lossSum();
    }

    /** The sum of the metric over its terms, of the {@code count} rows that were taken last. */
    double metricSum(int count) {
        return first.metricSum() + (second == null || count == 1 ? 0 : second.metricSum());
    }
}
