package io.foreflow.models.tabular;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.Shape;
import java.util.List;
import java.util.Optional;

/**
 * How a raw record becomes the one input of a network. Immutable; what trains a network and what serves it use the same
 * one.
 */
public sealed interface InputSpec permits Columns, Text, Picture {
    /** The shape of a row that {@link #encode} makes. */
    Shape shape();

    /** Whether rows can be the network's input of this shape, without the batch. */
    default boolean fits(Shape input) {
        return input.equals(shape());
    }

    /** What it reads, in one word: {@code columns}, {@code text} or {@code picture}. */
    String kind();

    /**
     * One row for each question, in their order.
     *
     * @param questions at least one
     * @throws NoAnswerException for the first question that cannot be used
     */
    Rows encode(List<? extends Question> questions);

    /**
     * The share of a text's words that the model does not know, in [0, 1]; empty where the model reads no text.
     *
     * @param question that {@link #encode} accepts
     */
    default Optional<Double> unknownWordShare(Question question) {
        return Optional.empty();
    }
}
