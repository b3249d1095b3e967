package io.foreflow.models.engine;

import io.foreflow.models.network.Shape;

/**
 * The rows of one input of a network, immutable: numbers, lists of the places where a row is 1, or something that makes its
 * numbers when they are asked for.
 */
public sealed interface Rows permits Tensor, IndexLists, LazyRows {
    /** Returns the number of rows, at least 1. */
    int rows();

    /** The shape of one. */
    Shape rowShape();

    /** Writes row {@code row} as numbers, the last dimension running fastest, into {@code target} from {@code to} on. */
    void copyRow(int row, float[] target, int to);

    /**
     * [rows, …row shape].
     *
     * @throws IllegalArgumentException if that would hold more numbers than a {@link Shape} can
     */
    default Shape shape() {
        return rowShape().batch(rows());
    }

    /**
     * These rows as an epoch of a fit sees them: the same, unless they are augmented.
     *
     * @param epoch from 1
     */
    default Rows forEpoch(int epoch) {
        return this;
    }
}
