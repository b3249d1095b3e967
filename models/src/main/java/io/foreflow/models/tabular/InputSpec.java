package io.foreflow.models.tabular;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.Shape;
import java.util.List;

/**
 * How a raw record becomes the one input of a network. Immutable; what trains a network and what serves it use the same
 * one.
 */
public sealed interface InputSpec permits Columns, Text, Picture {
    /** The shape of the network's input, without the batch. */
    Shape shape();

    /** What it reads, in one word: {@code columns}, {@code text} or {@code picture}. */
    String kind();

    /**
     * One row for each question, in their order.
     *
     * @param questions at least one
     * @throws NoAnswerException for the first question that cannot be used
     */
    Rows encode(List<? extends Question> questions);
}
