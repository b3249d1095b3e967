package io.foreflow.tutorials.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts as words in their order, each text with the name of its class. Immutable, as long as nobody writes into the
 * words.
 */
public final class LabelledTexts {
    private final List<String[]> words;
    private final List<String> labels;

    /** @throws IllegalArgumentException if there are not as many labels as texts */
    public LabelledTexts(List<String[]> words, List<String> labels) {
        if (words.size() != labels.size()) {
            throw new IllegalArgumentException(labels.size() + " labels for " + words.size() + " texts");
        }
        this.words = List.copyOf(words);
        this.labels = List.copyOf(labels);
    }

    /** Returns the number of texts. */
    public int size() {
        return labels.size();
    }

    /** Returns the words of each text; for reading only. */
    public List<String[]> words() {
        return words;
    }

    /** Returns the class of each text. */
    public List<String> labels() {
        return labels;
    }

    /** Returns these texts, in this order; one may be taken more than once. */
    public LabelledTexts select(int... rows) {
        List<String[]> chosen = new ArrayList<>(rows.length);
        List<String> theirs = new ArrayList<>(rows.length);
        for (int row : rows) {
            chosen.add(words.get(row));
            theirs.add(labels.get(row));
        }
        return new LabelledTexts(chosen, theirs);
    }

    /** Returns for instance {@code LabelledTexts[25000]}. */
    @Override
    public String toString() {
        return "LabelledTexts[" + size() + "]";
    }
}
