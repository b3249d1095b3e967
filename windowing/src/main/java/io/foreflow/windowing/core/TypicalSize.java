package io.foreflow.windowing.core;

import java.util.Arrays;

/**
 * The mean of magnitudes, robust against a few gross ones. Magnitudes above {@value #FACTOR} times the
 * {@value #QUANTILE} quantile of the positive magnitudes do not count, once half of all magnitudes are known. Without
 * gross magnitudes it is the plain mean. Confined to one thread.
 *
 * <p>In data of real sensors magnitudes reach up to 42 times the quantile. The mean withstands gross values among up to
 * a tenth of the magnitudes.
 */
final class TypicalSize {
    /** The largest multiple of the quantile that still counts. */
    static final double FACTOR = 128;

    static final double QUANTILE = 0.9;

    private final double[] magnitudes;
    private int count;
    private double sum;
    private double greatest;

    /** @param most maximum number of magnitudes */
    TypicalSize(int most) {
        magnitudes = new double[most];
    }

    /** Adds a magnitude, the absolute value of {@code number}; NaN is ignored. */
    void add(double number) {
        if (!Double.isNaN(number)) {
            double magnitude = Math.abs(number);
            magnitudes[count++] = magnitude;
            sum += magnitude;
            greatest = Math.max(greatest, magnitude);
        }
    }

    /** Returns the mean; NaN if nothing was added. */
    double mean() {
        double most = most();
        if (greatest <= most) {
            return count == 0 ? Double.NaN : sum / count;
        }
        return Arrays.stream(magnitudes, 0, count)
                .filter(magnitude -> magnitude <= most)
                .average()
                .orElseThrow();
    }

    /**
     * Returns the greatest magnitude that counts. It is infinite where all count, for instance while less than half of
     * the magnitudes are known.
     */
    double most() {
        double suspect = greatest / FACTOR;
        int below = 0;
        int above = 0;
        for (int i = 0; i < count; i++) {
            if (magnitudes[i] >= suspect) {
                above++;
            } else if (magnitudes[i] > 0) {
                below++;
            }
        }
        // The quantile is below the suspect size only where nine in ten magnitudes are: no need to sort otherwise.
        if (count == 0 || 2 * count < magnitudes.length || below < QUANTILE * (below + above)) {
            return Double.POSITIVE_INFINITY;
        }
        double[] sorted = Arrays.stream(magnitudes, 0, count)
                .filter(magnitude -> magnitude > 0)
                .sorted()
                .toArray();
        return FACTOR * sorted[(int) (QUANTILE * (sorted.length - 1))];
    }
}
