package io.foreflow.ingest.quality;

import java.util.Arrays;

/**
 * Counts the distances in time between readings, in milliseconds. Up to {@value #MOST} different distances are counted exactly.
 * Beyond that, the two that differ least in relation to their size are counted as the more frequent one.
 */
final class Distances {
    private static final int MOST = 128;

    private static final int LEAST_COUNTED = 3;
    private static final double GAP = 1.5;

    private long[] lengths = new long[4];
    private long[] counts = new long[4];
    private int size;
    private long total;
    private long longest;

    /** @param millis above 0 */
    void add(long millis) {
        total++;
        longest = Math.max(longest, millis);
        int at = Arrays.binarySearch(lengths, 0, size, millis);
        if (at >= 0) {
            counts[at]++;
            return;
        }
        insert(-at - 1, millis);
        if (size > MOST) {
            mergeClosest();
        }
    }

    private void insert(int at, long millis) {
        if (size == lengths.length) {
            lengths = Arrays.copyOf(lengths, Math.min(2 * size, MOST + 1));
            counts = Arrays.copyOf(counts, lengths.length);
        }
        System.arraycopy(lengths, at, lengths, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        lengths[at] = millis;
        counts[at] = 1;
        size++;
    }

    private void mergeClosest() {
        int closest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 1 < size; i++) {
            double difference = (double) (lengths[i + 1] - lengths[i]) / lengths[i + 1];
            if (difference < least) {
                least = difference;
                closest = i;
            }
        }
        int kept = counts[closest] >= counts[closest + 1] ? closest : closest + 1;
        lengths[closest] = lengths[kept];
        counts[closest] += counts[closest + 1];
        System.arraycopy(lengths, closest + 2, lengths, closest + 1, size - closest - 2);
        System.arraycopy(counts, closest + 2, counts, closest + 1, size - closest - 2);
        size--;
    }

    /** Returns the median in milliseconds; 0 if too little is known. */
    long median() {
        if (total < LEAST_COUNTED) {
            return 0;
        }
        long below = 0;
        int at = 0;
        while (below + counts[at] <= total / 2) {
            below += counts[at++];
        }
        return lengths[at];
    }

    /** Returns the number of distances that are gaps. */
    long gaps() {
        double median = median();
        long gaps = 0;
        for (int i = size - 1; median > 0 && i >= 0 && lengths[i] > GAP * median; i--) {
            gaps += counts[i];
        }
        return gaps;
    }

    /** Returns the longest gap in milliseconds; 0 if there is none. */
    long longestGap() {
        return gaps() == 0 ? 0 : longest;
    }
}
