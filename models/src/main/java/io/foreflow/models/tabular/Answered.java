package io.foreflow.models.tabular;

import java.util.Optional;

/**
 * An answer to a question, and the share of the question that the model knows.
 *
 * @param unknownWordShare share of a text's words that the model does not know, in [0, 1]; 1 means that the model
 *     answers every such text alike. Empty if the model reads no text
 */
public record Answered(Answer answer, Optional<Double> unknownWordShare) {
    public Answered {
        unknownWordShare.ifPresent(Answered::requireShare);
    }

    /** Returns true when the question is a text and the model knows none of its words. */
    public boolean isOfUnknownWordsOnly() {
        return unknownWordShare.filter(share -> share == 1).isPresent();
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("unknownWordShare (" + share + ") must be in 0 to 1");
        }
    }
}
