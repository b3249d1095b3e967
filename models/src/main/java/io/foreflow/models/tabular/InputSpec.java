package io.foreflow.models.tabular;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.Shape;
import java.util.List;
import java.util.Optional;

/** Turns a raw record into the one input of a network. Immutable; training and serving use the same one. */
public sealed interface InputSpec permits Columns, Text, Picture {
    /** Returns the shape of a row that {@link #encode} makes. */
    Shape shape();

    /** Returns true if the network's input may have this shape, without the batch. */
    default boolean fits(Shape input) {
        return input.equals(shape());
    }

    /** Returns the kind of record in one word: {@code columns}, {@code text} or {@code picture}. */
    String kind();

    /**
     * Returns one row for each question, in their order.
     *
     * @param questions at least one
     * @throws NoAnswerException for the first question that cannot be used
     */
    Rows encode(List<? extends Question> questions);

    /**
     * Returns the share of a text's words that the model does not know, in [0, 1]; empty if the model reads no text.
     *
     * @param question a question that {@link #encode} accepts
     */
    default Optional<Double> unknownWordShare(Question question) {
        return Optional.empty();
    }
}
