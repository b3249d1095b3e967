package io.foreflow.tutorials.study;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Some neighbouring rows of a data set, written {@code FROM..TO}, for instance {@code 0..480}, {@code 70%..100%} or
 * {@code test..end}. A bound is the number of a row, from 0; a share, rounded down, of the rows before those that the
 * data
 * set itself keeps aside to test; {@code test}, where these begin; or {@code end}.
 */
public record RowRange(String from, String to) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d+%?|test|end)\\.\\.(\\d+%?|test|end)");
    private static final int PERCENT = 100;

    /** @throws IllegalArgumentException if {@code text} is no range */
    public static RowRange parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be rows FROM..TO, such as 0..480, 70%..100% or test..end, not " + text);
        }
        RowRange range = new RowRange(matcher.group(1), matcher.group(2));
        place(range.from, 0, 0);
        place(range.to, 0, 0);
        return range;
    }

    /**
     * Returns the places of these rows in a data set.
     *
     * @param testFrom the first row that is kept aside; {@code rows} if there is none
     * @param rows number of rows
     * @throws IllegalArgumentException if there are no such rows
     */
    public int[] of(int testFrom, int rows) {
        int first = place(from, testFrom, rows);
        int end = place(to, testFrom, rows);
        if (first >= end || end > rows) {
            throw new IllegalArgumentException("the data set has no rows " + this + ": it has " + rows
                    + (testFrom < rows ? ", those from " + testFrom + " on kept aside to test" : ""));
        }
        return IntStream.range(first, end).toArray();
    }

    private static int place(String bound, int testFrom, int rows) {
        try {
            return switch (bound) {
                case "test" -> testFrom;
                case "end" -> rows;
                default ->
                    bound.endsWith("%")
                            ? (int) ((long) testFrom * Integer.parseInt(bound.replace("%", "")) / PERCENT)
                            : Integer.parseInt(bound);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be smaller numbers than " + bound, e);
        }
    }

    @Override
    public String toString() {
        return from + ".." + to;
    }
}
