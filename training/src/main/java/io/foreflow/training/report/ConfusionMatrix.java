package io.foreflow.training.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A table of how often rows of each class were predicted to be of each class. */
public final class ConfusionMatrix {
    private ConfusionMatrix() {}

    /**
     * Returns a row for each actual class and a column for each predicted one. The deeper the colour of a cell, the larger its
     * share of the row; the colour goes with the square root of the share, so that rare confusions can be seen.
     *
     * @param caption what rows were predicted
     * @param classes names of the classes
     * @param counts [actual class][predicted class]
     * @throws IllegalArgumentException if there are no classes, or not as many rows and columns as classes, or a count is
     *     below 0
     */
    public static HtmlTable of(String caption, List<String> classes, long[][] counts) {
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("a confusion matrix needs classes");
        }
        if (counts.length != classes.size() || Arrays.stream(counts).anyMatch(row -> row.length != classes.size())) {
            throw new IllegalArgumentException(
                    "the counts must have " + classes.size() + " rows and columns, one a class");
        }
        if (Arrays.stream(counts).flatMapToLong(LongStream::of).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("a count must be 0 or more");
        }
        HtmlTable table =
                HtmlTable.of(caption, List.of("actual \\ predicted"), classes).numericFrom(1);
        for (int actual = 0; actual < classes.size(); actual++) {
            long rows = LongStream.of(counts[actual]).sum();
            List<String> cells = new ArrayList<>(List.of(classes.get(actual)));
            LongStream.of(counts[actual]).forEach(count -> cells.add(count == 0 ? "" : Long.toString(count)));
            table.shaded(
                    cells,
                    LongStream.of(counts[actual])
                            .mapToDouble(count -> count == 0 ? 0 : Math.sqrt((double) count / rows))
                            .toArray());
        }
        return table;
    }
}
