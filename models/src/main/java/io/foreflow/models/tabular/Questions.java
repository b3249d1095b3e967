package io.foreflow.models.tabular;

import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import java.util.ArrayList;
import java.util.List;

/** Converts questions to one kind. */
final class Questions {
    private Questions() {}

    /**
     * Returns the questions as the type that {@code input} reads.
     *
     * @throws NoAnswerException if one is of another kind
     */
    static <T extends Question> List<T> cast(InputSpec input, Class<T> type, List<? extends Question> questions) {
        if (questions.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one question");
        }
        List<T> typed = new ArrayList<>(questions.size());
        for (int row = 0; row < questions.size(); row++) {
            Question question = questions.get(row);
            if (!type.isInstance(question)) {
                throw new NoAnswerException(
                        NoAnswerReason.WRONG_KIND, row, "the model reads " + input.kind() + ", not " + question.kind());
            }
            typed.add(type.cast(question));
        }
        return typed;
    }
}
