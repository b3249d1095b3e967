package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import org.jspecify.annotations.Nullable;

/** A batch or one half of it, on arrays of its own. */
final class Shard {
    private final Program program;
    private final Objective objective;
    private @Nullable FitRows rows;
    private int[] order = {};
    private int from;
    private int count;
    private long step;
    private double lossSum;
    private double metricSum;

    Shard(NetworkSpec network, Program program, TrainingSpec plan) {
        this.program = program;
        this.objective = new Objective(
                plan.loss(), plan.metric().orElse(null), program.state().kernels, program.output(), program.capacity());
        if (objective.isOfSums()) {
            program.outputLayer(network).takeDeltasOfSums();
        }
    }

    Program program() {
        return program;
    }

    Objective objective() {
        return objective;
    }

    /**
     * Sets the next work of {@link #run}.
     *
     * @param firstRow which row of the batch the first one is
     * @param step of the fit, from 0, or {@link FusedLayer#PREDICTING}
     */
    void take(FitRows rows, int[] order, int from, int count, int firstRow, long step) {
        this.rows = rows;
        this.order = order;
        this.from = from;
        this.count = count;
        this.step = step;
        program.state().firstRow = firstRow;
    }

    /** Forward and, in a step of the fit, back. */
    void run() {
        requireNonNull(rows).gather(order, from, count, program, objective);
        program.forward(count, step);
        lossSum = step == FusedLayer.PREDICTING ? objective.sum(count) : objective.withDeltas(count);
        metricSum = objective.metricSum(count);
        if (step != FusedLayer.PREDICTING) {
            program.backward(count, step);
        }
    }

    double lossSum() {
        return lossSum;
    }

    double metricSum() {
        return metricSum;
    }
}
