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
        double median = OrderStatistic.at(known.clone(), known.length / 2);
        TypicalSize distances = new TypicalSize(values.length - from);
        double greatest = 0;
        for (double value : known) {
            distances.add(value - median);
            greatest = Math.max(greatest, Math.abs(value - median));
        }
        double most = distances.most();
        if (greatest <= most) {
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
     *
     * @param farthest the greatest distance from the mean; 0 if there is no value
     */
    private record PlainMean(double level, double scale, double farthest) {
        private static final int LANES = 4;

        static PlainMean of(double[] values, int from) {
            int unrolled = from + (values.length - from) / LANES * LANES;
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            int count = 0;
            for (int i = from; i < unrolled; i += LANES) {
                s0 += orZero(values[i]);
                s1 += orZero(values[i + 1]);
                s2 += orZero(values[i + 2]);
                s3 += orZero(values[i + 3]);
                count += one(values[i]) + one(values[i + 1]) + one(values[i + 2]) + one(values[i + 3]);
            }
            for (int i = unrolled; i < values.length; i++) {
                s0 += orZero(values[i]);
                count += one(values[i]);
            }
            return count == 0
                    ? new PlainMean(Double.NaN, Double.NaN, 0)
                    : around((s0 + s1 + (s2 + s3)) / count, values, from, count);
        }

        private static PlainMean around(double level, double[] values, int from, int count) {
            int unrolled = from + (values.length - from) / LANES * LANES;
            double d0 = 0;
            double d1 = 0;
            double d2 = 0;
            double d3 = 0;
            double farthest = 0;
            for (int i = from; i < unrolled; i += LANES) {
                double a0 = orZero(Math.abs(values[i] - level));
                double a1 = orZero(Math.abs(values[i + 1] - level));
                double a2 = orZero(Math.abs(values[i + 2] - level));
                double a3 = orZero(Math.abs(values[i + 3] - level));
                d0 += a0;
                d1 += a1;
                d2 += a2;
                d3 += a3;
                farthest = Math.max(farthest, Math.max(Math.max(a0, a1), Math.max(a2, a3)));
            }
            for (int i = unrolled; i < values.length; i++) {
                double a0 = orZero(Math.abs(values[i] - level));
                d0 += a0;
                farthest = Math.max(farthest, a0);
            }
            return new PlainMean(level, (d0 + d1 + (d2 + d3)) / count, farthest);
        }

        private static double orZero(double number) {
            return Double.isNaN(number) ? 0 : number;
        }

        private static int one(double value) {
            return Double.isNaN(value) ? 0 : 1;
        }
    }
}
