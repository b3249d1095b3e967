package io.foreflow.tutorials.study;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some neighbouring rows of a data set, written {@code FROM..TO}, for instance {@code 0..480}, {@code 70%..100%} or
 * {@code test..end}: numbers of rows from 0; shares, rounded down, of the rows before those that the data set itself keeps
 * aside to test; where these begin; and where they end.
 */
public record RowRange(Bound from, Bound to) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d+%?|test|end)\\.\\.(\\d+%?|test|end)");
    private static final int PERCENT = 100;

    /** A place between rows. */
    sealed interface Bound {
        /** Before row {@code number}. */
        record At(int number) implements Bound {}

        /** After this share of the rows that are not kept aside, in percent. */
        record Share(int percent) implements Bound {}

        /** Before the rows that are kept aside; the same as the end where none are. */
        record Test() implements Bound {}

        /** After the last row. */
        record End() implements Bound {}
    }

    /** @throws IllegalArgumentException if {@code text} is none */
    public static RowRange parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be rows FROM..TO, such as 0..480, 70%..100% or test..end, not " + text);
        }
        return new RowRange(bound(matcher.group(1)), bound(matcher.group(2)));
    }

    private static Bound bound(String text) {
        if (text.equals("test")) {
            return new Bound.Test();
        }
        if (text.equals("end")) {
            return new Bound.End();
        }
        try {
            return text.endsWith("%")
                    ? new Bound.Share(Integer.parseInt(text.substring(0, text.length() - 1)))
                    : new Bound.At(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be smaller numbers than " + text, e);
        }
    }

    /**
     * The places of these rows in a data set.
     *
     * @param testFrom where the rows begin that it keeps aside; {@code rows} if none are
     * @param rows how many it has
     * @throws IllegalArgumentException if there are no such rows
     */
    public int[] of(int testFrom, int rows) {
        int first = place(from, testFrom, rows);
        int end = place(to, testFrom, rows);
        if (first >= end || end > rows) {
            throw new IllegalArgumentException("the data set has no rows " + this + ": it has " + rows
                    + (testFrom < rows ? ", those from " + testFrom + " on kept aside to test" : ""));
        }
        int[] places = new int[end - first];
        for (int i = 0; i < places.length; i++) {
            places[i] = first + i;
        }
        return places;
    }

    private static int place(Bound bound, int testFrom, int rows) {
        if (bound instanceof Bound.At at) {
            return at.number();
        } else if (bound instanceof Bound.Share share) {
            return (int) ((long) testFrom * share.percent() / PERCENT);
        }
        return bound instanceof Bound.Test ? testFrom : rows;
    }

    private static String written(Bound bound) {
        if (bound instanceof Bound.At at) {
            return Integer.toString(at.number());
        } else if (bound instanceof Bound.Share share) {
            return share.percent() + "%";
        }
        return bound instanceof Bound.Test ? "test" : "end";
    }

    @Override
    public String toString() {
        return written(from) + ".." + written(to);
    }
}
