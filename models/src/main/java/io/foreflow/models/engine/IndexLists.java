package io.foreflow.models.engine;

import io.foreflow.models.network.Shape;
import java.util.Arrays;

/**
 * Rows of a multi-hot input, [rows, width] of zeros and ones, as the places of the ones: of a text, for instance, which
 * words stand in it. Row r's places are {@code index(i)} for i in [{@code start(r)}, {@code end(r)}), ascending and
 * distinct, in [0, width). Equal to others with the same ones. Immutable; reading allocates nothing.
 */
public final class IndexLists implements Rows {
    private final int width;
    private final Shape rowShape;
    private final int[] starts;
    private final int[] indices;

    private IndexLists(int width, int[] starts, int[] indices) {
        this.width = width;
        this.rowShape = Shape.of(width);
        this.starts = starts;
        this.indices = indices;
    }

    /**
     * Copies {@code lists}, one a row, each in any order; an empty one is a row of zeros.
     *
     * @param width how many places a row has, at least 1
     * @throws IllegalArgumentException if there is no list, or one holds a place twice or out of [0, width)
     */
    public static IndexLists of(int width, int[]... lists) {
        if (width < 1) {
            throw new IllegalArgumentException("width (" + width + ") must be at least 1");
        }
        if (lists.length == 0) {
            throw new IllegalArgumentException("there must be at least one row");
        }
        int[] starts = new int[lists.length + 1];
        for (int row = 0; row < lists.length; row++) {
            long end = (long) starts[row] + lists[row].length;
            if (end > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("the lists hold more than " + Integer.MAX_VALUE + " indices");
            }
            starts[row + 1] = (int) end;
        }
        int[] indices = new int[starts[lists.length]];
        for (int row = 0; row < lists.length; row++) {
            System.arraycopy(lists[row], 0, indices, starts[row], lists[row].length);
            Arrays.sort(indices, starts[row], starts[row + 1]);
            check(width, row, indices, starts[row], starts[row + 1]);
        }
        return new IndexLists(width, starts, indices);
    }

    private static void check(int width, int row, int[] sorted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (sorted[i] < 0 || sorted[i] >= width) {
                throw new IllegalArgumentException(
                        "row " + row + " holds the index " + sorted[i] + ", which is not in 0 to " + (width - 1));
            }
            if (i > from && sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("row " + row + " holds the index " + sorted[i] + " twice");
            }
        }
    }

    @Override
    public int rows() {
        return starts.length - 1;
    }

    /** Returns the number of numbers that a row stands for. */
    public int width() {
        return width;
    }

    @Override
    public Shape rowShape() {
        return rowShape;
    }

    /** These rows, at least one, in this order; one may be taken more than once. */
    public IndexLists select(int... rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("there must be at least one row");
        }
        int[] selectedStarts = new int[rows.length + 1];
        for (int i = 0; i < rows.length; i++) {
            selectedStarts[i + 1] = Math.addExact(selectedStarts[i], end(rows[i]) - start(rows[i]));
        }
        int[] selected = new int[selectedStarts[rows.length]];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(indices, start(rows[i]), selected, selectedStarts[i], end(rows[i]) - start(rows[i]));
        }
        return new IndexLists(width, selectedStarts, selected);
    }

    /** Returns the number of indices of all rows. */
    public int size() {
        return indices.length;
    }

    /** Returns the position of the first index of row {@code row}. */
    public int start(int row) {
        return starts[row];
    }

    /** Returns the position behind the last index of row {@code row}. */
    public int end(int row) {
        return starts[row + 1];
    }

    /** The i-th index over all rows. */
    public int index(int i) {
        return indices[i];
    }

    /** Copies {@code length} indices from the {@code from}-th on into {@code target} at {@code to}. */
    public void copyTo(int from, int[] target, int to, int length) {
        System.arraycopy(indices, from, target, to, length);
    }

    @Override
    public void copyRow(int row, float[] target, int to) {
        Arrays.fill(target, to, to + width, 0);
        for (int i = start(row); i < end(row); i++) {
            target[to + indices[i]] = 1;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexLists that
                && width == that.width
                && Arrays.equals(starts, that.starts)
                && Arrays.equals(indices, that.indices);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + Arrays.hashCode(starts)) + Arrays.hashCode(indices);
    }

    /** Returns a text such as {@code IndexLists[25000 rows of width 10000]}. */
    @Override
    public String toString() {
        return "IndexLists[" + rows() + " rows of width " + width + "]";
    }
}
