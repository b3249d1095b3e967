package io.foreflow.windowing.core;

import java.util.function.IntToLongFunction;

/** Looks up items that are sorted in ascending order of their indices. */
final class Sorted {
    private Sorted() {}

    /**
     * Searches as {@link java.util.Arrays#binarySearch(long[], long)} does.
     *
     * @param index returns the index of the item at a place from 0 to below {@code size}, ascending
     * @return the place of the item whose index is {@code wanted}; if there is none, −1 − the place where it would be
     *     inserted
     */
    static int find(int size, IntToLongFunction index, long wanted) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = index.applyAsLong(middle);
            if (found == wanted) {
                return middle;
            }
            if (found < wanted) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }
}
