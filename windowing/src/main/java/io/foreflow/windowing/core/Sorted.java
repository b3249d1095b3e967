package io.foreflow.windowing.core;

import java.util.function.IntToLongFunction;

/** Looks things up that are kept in ascending order of their indices. */
final class Sorted {
    private Sorted() {}

    /**
     * As {@link java.util.Arrays#binarySearch(long[], long)}.
     *
     * @param index of the thing at a place from 0 to below {@code size}, ascending
     * @return the place of the thing whose index is {@code wanted}; or, if there is none, −1 − the place where it would be
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
