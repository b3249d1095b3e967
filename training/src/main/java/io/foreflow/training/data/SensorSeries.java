package io.foreflow.training.data;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The measured values of one sensor by bucket, in the sensor's unit, without imputed ones. Immutable. Gaps of any
 * length take no memory.
 */
public final class SensorSeries {
    private final SensorId sensor;
    private final BucketGrid grid;

    /** Buckets, ascending. */
    private final long[] buckets;

    private final double[] values;

    /** Number of values of this series, from the first on: shorter series share the arrays. */
    private final int size;

    private SensorSeries(SensorId sensor, BucketGrid grid, long[] buckets, double[] values, int size) {
        this.sensor = requireNonNull(sensor, "sensor");
        this.grid = requireNonNull(grid, "grid");
        this.buckets = buckets;
        this.values = values;
        this.size = size;
    }

    /**
     * @param grid bucket grid of the sensor
     * @param measured finite values by start of their bucket
     * @throws IllegalArgumentException if a time is not the start of a bucket, or a value is not finite
     */
    public static SensorSeries of(SensorId sensor, BucketGrid grid, SortedMap<Instant, Double> measured) {
        long[] buckets = new long[measured.size()];
        double[] values = new double[measured.size()];
        int i = 0;
        for (Map.Entry<Instant, Double> entry : measured.entrySet()) {
            buckets[i] = grid.indexOf(entry.getKey());
            values[i] = entry.getValue();
            if (!grid.startOf(buckets[i]).equals(entry.getKey()) || !Double.isFinite(values[i])) {
                throw new IllegalArgumentException("the value " + entry.getValue() + " at " + entry.getKey() + " of "
                        + sensor + " must be finite and at the start of a bucket");
            }
            i++;
        }
        return new SensorSeries(sensor, grid, buckets, values, buckets.length);
    }

    /** Returns the part before {@code end}. */
    public SensorSeries until(Instant end) {
        return new SensorSeries(sensor, grid, buckets, values, countBefore(end));
    }

    public SensorId sensor() {
        return sensor;
    }

    public ZoneId zone() {
        return grid.zone();
    }

    public Step step() {
        return grid.step();
    }

    public BucketGrid grid() {
        return grid;
    }

    /** Number of values. */
    public int size() {
        return size;
    }

    /** Returns the i-th value, i from 0, oldest first. */
    public double value(int i) {
        return values[i];
    }

    /** Returns the start of the i-th value's bucket. */
    public Instant time(int i) {
        return grid.startOf(buckets[i]);
    }

    /** Returns the bucket of the i-th value, counted from the epoch. */
    public long bucket(int i) {
        return buckets[i];
    }

    /** Returns the number of values before {@code time}. */
    public int countBefore(Instant time) {
        return firstAtOrAfter(grid.indexOf(time));
    }

    /** Covers [origin − count·step, origin), oldest first, NaN where nothing was measured. */
    public Values before(Instant origin, int count) {
        return range(grid.indexOf(origin) - count, count);
    }

    /** Covers [origin, origin + count·step), oldest first, NaN where nothing was measured. */
    public Values from(Instant origin, int count) {
        return range(grid.indexOf(origin), count);
    }

    private Values range(long first, int count) {
        double[] range = new double[count];
        Arrays.fill(range, Double.NaN);
        for (int i = firstAtOrAfter(first); i < size && buckets[i] < first + count; i++) {
            range[(int) (buckets[i] - first)] = values[i];
        }
        return Values.of(range);
    }

    private int firstAtOrAfter(long bucket) {
        int at = Arrays.binarySearch(buckets, 0, size, bucket);
        return at >= 0 ? at : -at - 1;
    }

    /**
     * Returns the number of buckets in the longest stretch without a gap longer than {@code maxGap} steps.
     *
     * @return 0 without a value
     */
    public long longestStretch(int maxGap) {
        long longest = 0;
        int first = 0;
        for (int i = 0; i < size; i++) {
            if (i > 0 && buckets[i] - buckets[i - 1] - 1 > maxGap) {
                first = i;
            }
            longest = Math.max(longest, buckets[i] - buckets[first] + 1);
        }
        return longest;
    }

    /** Returns all values by the start of their bucket. */
    public SortedMap<Instant, Double> measured() {
        SortedMap<Instant, Double> measured = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            measured.put(time(i), values[i]);
        }
        return measured;
    }
}
