package io.foreflow.models.tabular;

import io.foreflow.models.tabular.Answer.ClassProbability;
import io.foreflow.models.tabular.Answer.Classification;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks names of classes, and sorts them by probability. */
final class ClassLabels {
    private static final int MAX_LABELS = 10_000;

    /** Tolerance for the rounding of a sum of float probabilities. */
    private static final double ROUNDING = 1e-4;

    private ClassLabels() {}

    /** @throws IllegalArgumentException if there are fewer than two or too many, or one is blank or given twice */
    static List<String> require(List<String> labels) {
        if (labels.size() < 2 || labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("there must be 2 to " + MAX_LABELS + " labels, not " + labels.size());
        }
        Set<String> seen = new HashSet<>();
        for (String label : labels) {
            if (label.isBlank()) {
                throw new IllegalArgumentException("a label must not be blank");
            }
            if (!seen.add(label)) {
                throw new IllegalArgumentException("the label " + label + " is used twice");
            }
        }
        return List.copyOf(labels);
    }

    /**
     * @param probabilities probability of each label
     * @throws NoAnswerException if one is not in [0, 1]
     */
    static Classification ranked(List<String> labels, double[] probabilities, int row) {
        List<ClassProbability> classes = new ArrayList<>(probabilities.length);
        for (int i = 0; i < probabilities.length; i++) {
            if (!(probabilities[i] >= 0 && probabilities[i] <= 1 + ROUNDING)) {
                throw new NoAnswerException(
                        NoAnswerReason.UNUSABLE_RESULT,
                        row,
                        "the network yields " + probabilities[i] + " as the probability of " + labels.get(i));
            }
            classes.add(new ClassProbability(labels.get(i), Math.min(1, probabilities[i])));
        }
        classes.sort(Comparator.comparingDouble(ClassProbability::probability).reversed());
        return new Classification(classes);
    }
}
