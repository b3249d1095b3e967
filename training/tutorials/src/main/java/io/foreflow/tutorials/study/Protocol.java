package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Which rows a study trains, validates and tests on, and what it does with them, in this order: folds, their history, a fit
 * that validation rows follow, a fresh fit for the model that is kept, a test.
 *
 * @param name {@link #PUBLISHED} or {@link #HONEST}
 * @param text what is done, in words
 * @param order of the rows before they are cut
 * @param statisticsFromAll whether ranges, means, deviations and vocabularies are taken from all rows instead of the training
 *     rows: a leak, which the honest protocol has not
 * @param wholeOnly whether windows with missing hours are left out; else what is there is strung together, unmarked
 * @param training rows to learn from
 * @param purge how many of the last training rows, and of the last validation rows, are dropped because they overlap what comes after
 * @param validation rows that follow the fit; empty: none
 * @param test rows that nothing is chosen on; empty: none
 * @param folds cross-validation within the training rows; empty: none
 * @param history cross-validation whose mean by epoch is drawn; empty: none
 * @param refit a fresh fit whose model is kept; empty: the model of the fit before is
 * @param seeds how many runs, from seed 0 on, at least 1
 */
public record Protocol(
        String name,
        String text,
        Order order,
        boolean statisticsFromAll,
        boolean wholeOnly,
        List<RowRange> training,
        int purge,
        Optional<RowRange> validation,
        Optional<RowRange> test,
        Optional<Folds> folds,
        Optional<Folds> history,
        Optional<Refit> refit,
        int seeds) {
    /** What the tutorial did, its leaks and slips included. */
    public static final String PUBLISHED = "published";

    /** What one should do. */
    public static final String HONEST = "honest";

    /** The order of the rows, those apart that the data set keeps aside to test. */
    public sealed interface Order {
        /** As they stand in the files. */
        record AsIs() implements Order {}

        /** Shuffled. */
        record Shuffled(long seed) implements Order {}

        /** Shuffled as by numpy's RandomState(seed).shuffle, of all rows. */
        record Numpy(int seed) implements Order {}
    }

    /**
     * Neighbouring parts of the training rows, each left out once.
     *
     * @param count how many, at least 2
     * @param epochs of each fit
     * @param cut how many of the first epochs the drawing leaves out
     */
    public record Folds(int count, int epochs, int cut) {}

    /**
     * A fresh fit.
     *
     * @param epochs how many; empty: as many as the fit before took to its least validation loss
     * @param onValidation whether it learns from the validation rows, too
     */
    public record Refit(Optional<Integer> epochs, boolean onValidation) {}

    public Protocol {
        requireNonNull(name, "name");
        requireNonNull(text, "text");
        requireNonNull(order, "order");
        training = List.copyOf(training);
    }
}
