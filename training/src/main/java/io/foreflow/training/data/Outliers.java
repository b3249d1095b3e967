package io.foreflow.training.data;

import io.foreflow.models.series.BucketGrid;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of one sensor that are not measurements of it: numbers that mean "no value", such as −9999, and values of
 * another order of magnitude. A value is an outlier in one of two cases:
 *
 * <ul>
 * <li>It is a mark: at least {@value #LEAST_MARKS} values equal it, it is the least or the greatest of all, and its
 * distance from the nearest other value is more than {@value #GAP} of the range of all others. A sensor that knows
 * fewer than {@value #LEAST_OTHERS} other values has no marks.
 * <li>It is further than {@value #FACTOR} typical deviations from the median of its time of day. A typical deviation is
 * the {@value #QUANTILE} quantile of those deviations that are not 0. Times of day with fewer than {@value #LEAST_DAYS}
 * values have none.
 * </ul>
 *
 * <p>Both find nothing in the data that the figures in the docs come from. At most a fifth of a sensor's values are
 * marks.
 */
public final class Outliers {
    /** Maximum distance of a value from the median, in typical deviations; real sensors reach up to 57. */
    static final double FACTOR = 64;

    static final double QUANTILE = 0.8;
    /** Minimum distance of a mark from all other values, as a share of their range; real sensors reach up to 0.08. */
    static final double GAP = 0.5;

    static final int LEAST_MARKS = 3;
    static final int LEAST_OTHERS = 20;
    static final int LEAST_DAYS = 5;

    private static final double MOST_MARKS = 1 - QUANTILE;
    private static final int SECONDS_PER_DAY = 86_400;

    private static final Outliers NONE = new Outliers(new long[0], 0);

    /** Buckets of the outliers, ascending. */
    private final long[] buckets;

    private final int values;

    private Outliers(long[] buckets, int values) {
        this.buckets = buckets;
        this.values = values;
    }

    /**
     * Finds the outliers among the measured values of one sensor.
     *
     * @param measured finite values by start of their bucket
     * @param grid bucket grid of the sensor
     */
    public static Outliers of(SortedMap<Instant, Double> measured, BucketGrid grid) {
        if (measured.isEmpty()) {
            return NONE;
        }
        double[] values =
                measured.values().stream().mapToDouble(Double::doubleValue).toArray();
        long[] buckets = measured.keySet().stream().mapToLong(grid::indexOf).toArray();
        boolean[] outlier = marks(values);
        addFarFromMedian(values, slots(buckets, grid), outlier, grid.step().perDay());
        long[] found = new long[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (outlier[i]) {
                found[count++] = buckets[i];
            }
        }
        return new Outliers(Arrays.copyOf(found, count), values.length);
    }

    /** Returns the time of day of each bucket, 0 for midnight. */
    private static int[] slots(long[] buckets, BucketGrid grid) {
        int seconds = SECONDS_PER_DAY / grid.step().perDay();
        return Arrays.stream(buckets)
                .mapToInt(bucket -> (int) Math.floorMod(grid.localSecondOf(bucket), (long) SECONDS_PER_DAY) / seconds)
                .toArray();
    }

    private static boolean[] marks(double[] values) {
        TreeMap<Double, Integer> counts = new TreeMap<>();
        for (double value : values) {
            counts.merge(value, 1, Integer::sum);
        }
        int left = (int) (MOST_MARKS * values.length);
        TreeMap<Double, Integer> marks = new TreeMap<>();
        while (counts.size() > LEAST_OTHERS) {
            Map.Entry<Double, Integer> mark = mark(counts, left);
            if (mark == null) {
                break;
            }
            marks.put(mark.getKey(), mark.getValue());
            counts.remove(mark.getKey());
            left -= mark.getValue();
        }
        boolean[] is = new boolean[values.length];
        for (int i = 0; i < values.length && !marks.isEmpty(); i++) {
            is[i] = marks.containsKey(values[i]);
        }
        return is;
    }

    /** Returns the least or the greatest value, if it is a mark that at most {@code most} values equal. */
    private static Map.@Nullable Entry<Double, Integer> mark(NavigableMap<Double, Integer> counts, int most) {
        double least = counts.firstKey();
        double second = counts.higherKey(least);
        double greatest = counts.lastKey();
        double secondGreatest = counts.lowerKey(greatest);
        if (second - least > GAP * (greatest - second) && isMark(counts.getOrDefault(least, 0), most)) {
            return counts.firstEntry();
        }
        return greatest - secondGreatest > GAP * (secondGreatest - least)
                        && isMark(counts.getOrDefault(greatest, 0), most)
                ? counts.lastEntry()
                : null;
    }

    private static boolean isMark(int count, int most) {
        return count >= LEAST_MARKS && count <= most;
    }

    /** Adds the values that are too far from the median. Marks are ignored. */
    private static void addFarFromMedian(double[] values, int[] slots, boolean[] outlier, int perDay) {
        double[] medians = medians(values, slots, outlier, perDay);
        double[] deviations = new double[values.length];
        Arrays.setAll(deviations, i -> outlier[i] ? Double.NaN : Math.abs(values[i] - medians[slots[i]]));
        double[] sorted = Arrays.stream(deviations)
                .filter(deviation -> deviation > 0)
                .sorted()
                .toArray();
        if (sorted.length > 0) {
            double most = FACTOR * sorted[(int) (QUANTILE * (sorted.length - 1))];
            for (int i = 0; i < values.length; i++) {
                outlier[i] |= deviations[i] > most;
            }
        }
    }

    /** Returns the medians by time of day; NaN where too few values are known. */
    private static double[] medians(double[] values, int[] slots, boolean[] left, int perDay) {
        int[] counts = new int[perDay];
        for (int i = 0; i < values.length; i++) {
            counts[slots[i]] += left[i] ? 0 : 1;
        }
        double[][] bySlot = new double[perDay][];
        Arrays.setAll(bySlot, slot -> new double[counts[slot]]);
        for (int i = 0; i < values.length; i++) {
            if (!left[i]) {
                bySlot[slots[i]][--counts[slots[i]]] = values[i];
            }
        }
        double[] medians = new double[perDay];
        Arrays.setAll(medians, slot -> median(bySlot[slot]));
        return medians;
    }

    private static double median(double[] values) {
        if (values.length < LEAST_DAYS) {
            return Double.NaN;
        }
        Arrays.sort(values);
        return values[values.length / 2];
    }

    public boolean isEmpty() {
        return buckets.length == 0;
    }

    /** Number of outliers. */
    public int count() {
        return buckets.length;
    }

    /** Returns the share of the values that are outliers, 0 to 1. */
    public double share() {
        return values == 0 ? 0 : (double) buckets.length / values;
    }

    /** Returns true if the value of this bucket is an outlier. */
    public boolean isAt(long bucket) {
        return Arrays.binarySearch(buckets, bucket) >= 0;
    }

    /** Returns true if there is an outlier in [from, to). */
    boolean isWithin(long from, long to) {
        int at = Arrays.binarySearch(buckets, from);
        int next = at >= 0 ? at : -at - 1;
        return next < buckets.length && buckets[next] < to;
    }
}
