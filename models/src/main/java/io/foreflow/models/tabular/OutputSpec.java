package io.foreflow.models.tabular;

import io.foreflow.models.network.NetworkSpec;

/** What a network's result says. Immutable; what trains a network and what serves it use the same one. */
public sealed interface OutputSpec permits Classes, Value, ValueSequence, ClassTree {
    /**
     * @param network without nested networks, see {@link NetworkSpec#inlined}
     * @throws IllegalArgumentException if the network's result is not what this one reads; the message says why
     */
    void requireFit(NetworkSpec network);

    /**
     * The answer that a row of results gives.
     *
     * @param results as the network yields them
     * @param row which row of them, from 0
     * @param size how many numbers a row has, as many as a network yields that fits
     * @throws NoAnswerException if they are not finite, or not probabilities where they must be
     */
    Answer answer(float[] results, int row, int size);
}
