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
        PlainMean plain = PlainMean.of(values, from);
        if (!(plain.farthest > LEAST_GROSS * plain.scale)) {
            return new LevelAndScale(plain.level, plain.scale);
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
            return new LevelAndScale(plain.level, plain.scale);
        }
        PlainMean usual = PlainMean.of(
                Arrays.stream(known)
                        .filter(value -> Math.abs(value - median) <= most)
                        .toArray(),
                0);
        return new LevelAndScale(usual.level, usual.scale);
    }

    /**
     * The mean of all values and their mean absolute deviation from it. Four sums run side by side and are added at the
     * end: each alone would wait for its last addition.
     */
    private static final class PlainMean {
        private static final int LANES = 4;

        private final double level;
        private final double scale;

        /** The greatest distance from the mean; 0 if there is no value. */
        private final double farthest;

        private PlainMean(double level, double scale, double farthest) {
            this.level = level;
            this.scale = scale;
            this.farthest = farthest;
        }

        static PlainMean of(double[] values, int from) {
            int unrolled = from + (values.length - from) / LANES * LANES;
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            int count = 0;
            for (int i = from; i < unrolled; i += LANES) {
                double v0 = values[i];
                double v1 = values[i + 1];
                double v2 = values[i + 2];
                double v3 = values[i + 3];
                if (isKnown(v0 + v1 + v2 + v3)) {
                    s0 += v0;
                    s1 += v1;
                    s2 += v2;
                    s3 += v3;
                    count += LANES;
                } else {
                    s0 += orZero(v0);
                    s1 += orZero(v1);
                    s2 += orZero(v2);
                    s3 += orZero(v3);
                    count += one(v0) + one(v1) + one(v2) + one(v3);
                }
            }
            for (int i = unrolled; i < values.length; i++) {
                s0 += orZero(values[i]);
                count += one(values[i]);
            }
            if (count == 0) {
                return new PlainMean(Double.NaN, Double.NaN, 0);
            }
            double level = (s0 + s1 + (s2 + s3)) / count;
            return deviations(values, from, unrolled, count, level);
        }

        private static PlainMean deviations(double[] values, int from, int unrolled, int count, double level) {
            double d0 = 0;
            double d1 = 0;
            double d2 = 0;
            double d3 = 0;
            double farthest = 0;
            for (int i = from; i < unrolled; i += LANES) {
                double a0 = distance(values[i], level);
                double a1 = distance(values[i + 1], level);
                double a2 = distance(values[i + 2], level);
                double a3 = distance(values[i + 3], level);
                d0 += a0;
                d1 += a1;
                d2 += a2;
                d3 += a3;
                if (a0 > farthest || a1 > farthest || a2 > farthest || a3 > farthest) {
                    farthest = Math.max(Math.max(a0, a1), Math.max(a2, a3));
                }
            }
            for (int i = unrolled; i < values.length; i++) {
                double a0 = distance(values[i], level);
                d0 += a0;
                farthest = Math.max(farthest, a0);
            }
            return new PlainMean(level, (d0 + d1 + (d2 + d3)) / count, farthest);
        }

        /** Returns 0 for a missing value. */
        private static double distance(double value, double level) {
            return isKnown(value) ? Math.abs(value - level) : 0;
        }

        private static boolean isKnown(double value) {
            return !Double.isNaN(value);
        }

        private static double orZero(double value) {
            return isKnown(value) ? value : 0;
        }

        private static int one(double value) {
            return isKnown(value) ? 1 : 0;
        }
    }
}
