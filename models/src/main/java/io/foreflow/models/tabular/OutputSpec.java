package io.foreflow.models.tabular;

import io.foreflow.models.network.NetworkSpec;

/** The meaning of a network's result. Immutable; training and serving use the same one. */
public sealed interface OutputSpec permits Classes, Value, ValueSequence, ClassTree {
    /**
     * @param network network without nested networks, see {@link NetworkSpec#inlined}
     * @throws IllegalArgumentException if the network's result does not have this meaning; the message says why
     */
    void requireFit(NetworkSpec network);

    /**
     * Converts a row of results to an answer.
     *
     * @param results results of the network
     * @param row index of the row, from 0
     * @param size size of a row, as a fitting network yields it
     * @throws NoAnswerException if they are not finite, or not probabilities where they must be
     */
    Answer answer(float[] results, int row, int size);
}
