package io.foreflow.models.engine.fused;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.NetworkSpec;
import java.util.stream.IntStream;

/** Samples of a fit, with the rows of each input in the order of the spec. */
final class FitRows {
    private final Tensor targets;
    private final Rows[] inputs;
    private final int[] inOrder;

    /** The inputs as an epoch sees them. */
    private final Rows[] seen;

    FitRows(NetworkSpec network, Samples samples) {
        this.targets = samples.targets();
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

    /** Each row once, as they stand. */
    int[] inOrder() {
        return inOrder;
    }

    /** Hands over the rows that stand in {@code order} from {@code from} on. */
    void gather(int[] order, int from, int count, Program program, Objective objective) {
        for (int i = 0; i < seen.length; i++) {
            program.gather(i, seen[i], order, from, count);
        }
        objective.gather(targets, order, from, count);
    }
}
