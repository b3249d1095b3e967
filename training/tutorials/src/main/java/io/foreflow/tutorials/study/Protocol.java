package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.network.SpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a study trains, validates and tests on, and the steps of a run, in this order: folds, their history, a
 * fit
 * that validation rows follow, a fresh fit for the model that is kept, a test.
 *
 * @param name {@link #PUBLISHED} or {@link #HONEST}
 * @param text what is done, in words
 * @param rows which rows are for what
 * @param folds cross-validation within the training rows; empty: none
 * @param history cross-validation whose mean by epoch is drawn; empty: none
 * @param refit a fresh fit whose model is kept; empty: the model of the fit before is
 * @param seeds number of runs, from seed 0 on, at least 1
 */
public record Protocol(
        String name,
        String text,
        RowPlan rows,
        Optional<Folds> folds,
        Optional<Folds> history,
        Optional<Refit> refit,
        int seeds) {
    /** The tutorial's own protocol, its leaks and slips included. */
    public static final String PUBLISHED = "published";
    /** The protocol without leaks. */
    public static final String HONEST = "honest";

    private static final int MAX_SEEDS = 100;
    private static final int MAX_EPOCHS = 1_000_000;

    /**
     * Rows and what each is for.
     *
     * @param order of the rows before they are cut
     * @param statisticsFromAll whether ranges, means, deviations and vocabularies are taken from all rows instead
     *     of the
     *     training rows: a leak, which the honest protocol must not have
     * @param wholeOnly whether windows with missing hours are left out; else the hours that are there are strung
     *     together
     * @param training rows to learn from
     * @param purge how many of the last training rows, and of the last validation rows, are dropped because they
     *     overlap
     *     the rows after them
     * @param validation rows that follow the fit; empty: none
     * @param test rows that nothing is chosen on; empty: none
     */
    public record RowPlan(
            RowArrangement order,
            boolean statisticsFromAll,
            boolean wholeOnly,
            List<RowRange> training,
            int purge,
            Optional<RowRange> validation,
            Optional<RowRange> test) {
        public RowPlan {
            training = List.copyOf(training);
        }
    }

    /** The order of the rows. Rows that the data set keeps aside to test stay where they are unless numpy shuffles. */
    public sealed interface RowArrangement {
        /** The order of the files. */
        record AsIs() implements RowArrangement {}

        /** A shuffled order. */
        record Shuffled(long seed) implements RowArrangement {}

        /** The order of numpy's RandomState(seed).shuffle, of all rows. */
        record Numpy(int seed) implements RowArrangement {}
    }

    /**
     * Neighbouring parts of the training rows, each left out once.
     *
     * @param count number of parts, at least 2
     * @param epochs of each fit
     * @param cut how many of the first epochs the drawing leaves out
     */
    public record Folds(int count, int epochs, int cut) {}

    /**
     * A fresh fit.
     *
     * @param epochs number of epochs; empty: as many as the fit before took to its least validation loss
     * @param onValidation whether it learns from the validation rows, too
     */
    public record Refit(Optional<Integer> epochs, boolean onValidation) {}

    public Protocol {
        requireNonNull(name, "name");
        requireNonNull(text, "text");
    }

    static Protocol read(String name, SpecReader reader) {
        RowPlan rows = new RowPlan(
                reader.object("order", Protocol::order).orElse(new RowArrangement.AsIs()),
                reader.flag("statisticsFromAll", false),
                reader.flag("wholeOnly", false),
                ranges(reader, "training", reader.required("training", "must be rows FROM..TO, or a list of them")),
                reader.count("purge", Integer.MAX_VALUE, 0),
                ranges(reader, "validation", reader.child("validation")).stream()
                        .findFirst(),
                ranges(reader, "test", reader.child("test")).stream().findFirst());
        Protocol protocol = new Protocol(
                name,
                reader.text("text"),
                rows,
                reader.object("folds", Protocol::folds),
                reader.object("history", Protocol::folds),
                reader.object("refit", Protocol::refit),
                reader.count("seeds", MAX_SEEDS, 1));
        if (rows.statisticsFromAll() && name.equals(HONEST)) {
            reader.problem("statisticsFromAll", "is a leak; the honest protocol must not have it");
        }
        boolean best = protocol.refit().map(refit -> refit.epochs().isEmpty()).orElse(false);
        if (best && rows.validation().isEmpty()) {
            reader.problem("refit", "takes the best epoch, and so needs validation rows");
        }
        return protocol;
    }

    private static RowArrangement order(SpecReader reader) {
        if (reader.child("shuffle") != null) {
            return new RowArrangement.Shuffled(reader.integer("shuffle", 0));
        }
        if (reader.child("numpy") == null) {
            reader.problem("must be {shuffle: SEED} or {numpy: SEED}, or left out");
        }
        return new RowArrangement.Numpy((int) reader.integer("numpy", 0));
    }

    private static List<RowRange> ranges(SpecReader reader, String key, @Nullable JsonNode json) {
        List<RowRange> ranges = new ArrayList<>();
        if (json != null) {
            for (JsonNode range : json.isArray() ? json : List.of(json)) {
                RowRange read = reader.parsed(key, range, text -> RowRange.parse(text.asText()));
                if (read != null) {
                    ranges.add(read);
                }
            }
        }
        return ranges;
    }

    private static Folds folds(SpecReader reader) {
        Folds folds = new Folds(
                reader.count("count", MAX_EPOCHS),
                reader.count("epochs", MAX_EPOCHS),
                reader.count("cut", MAX_EPOCHS, 0));
        if (folds.count() < 2) {
            reader.problem("count", "(" + folds.count() + ") must be at least 2");
        }
        return folds;
    }

    private static Refit refit(SpecReader reader) {
        JsonNode epochs = reader.required("epochs", "must be a number, or best");
        boolean best = epochs == null || epochs.asText().equals("best");
        return new Refit(
                best ? Optional.empty() : Optional.of(reader.count("epochs", MAX_EPOCHS)),
                reader.flag("onValidation", false));
    }
}
