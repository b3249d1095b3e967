package io.foreflow.windowing.core;

import java.util.Arrays;

/**
 * The mean of some values and their mean absolute deviation from it. A value does not count if {@link TypicalSize}
 * leaves out its distance from the median. Otherwise a few numbers that stand for "no value" would decide level and
 * scale for four weeks.
 *
 * @param level mean; NaN if there is no value
 * @param scale mean absolute deviation, 0 or more; NaN if there is no value
 */
record LevelAndScale(double level, double scale) {
    /**
     * Least distance from the mean, in mean deviations, of at least one gross value while they are fewer than a sixth
     * of all.
     */
    private static final double LEAST_GROSS = 3;

    /** Computes level and scale of {@code values} from index {@code from} on; NaN marks a missing value. */
    static LevelAndScale of(double[] values, int from) {
        LevelAndScale plain = plain(values, from);
        if (!plain.mayHoldGross(values, from)) {
            return plain;
        }
        double[] known = Arrays.stream(values, from, values.length)
                .filter(value -> !Double.isNaN(value))
                .toArray();
        double[] sorted = known.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        TypicalSize distances = new TypicalSize(values.length - from);
        for (double value : known) {
            distances.add(value - median);
        }
        double most = distances.most();
        if (sorted[sorted.length - 1] - median <= most && median - sorted[0] <= most) {
            return plain;
        }
        return plain(
                Arrays.stream(known)
                        .filter(value -> Math.abs(value - median) <= most)
                        .toArray(),
                0);
    }

    private static LevelAndScale plain(double[] values, int from) {
        double sum = 0;
        int count = 0;
        for (int i = from; i < values.length; i++) {
            double value = values[i];
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        if (count == 0) {
            return new LevelAndScale(Double.NaN, Double.NaN);
        }
        double level = sum / count;
        double deviations = 0;
        for (int i = from; i < values.length; i++) {
            double value = values[i];
            if (!Double.isNaN(value)) {
                deviations += Math.abs(value - level);
            }
        }
        return new LevelAndScale(level, deviations / count);
    }

    private boolean mayHoldGross(double[] values, int from) {
        for (int i = from; i < values.length; i++) {
            if (Math.abs(values[i] - level) > LEAST_GROSS * scale) {
                return true;
            }
        }
        return false;
    }
}
