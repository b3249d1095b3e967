package io.foreflow.windowing.core;

import java.util.Arrays;

/**
 * The readings of one bucket, by time, at most one for each time. Immutable.
 *
 * <p>Times are nanoseconds since the epoch.
 */
public final class RawBucket {
    private final long index;
    private final long keepUntil;
    private final long[] times;
    private final double[] values;

    private RawBucket(long index, long keepUntil, long[] times, double[] values) {
        this.index = index;
        this.keepUntil = keepUntil;
        this.times = times;
        this.values = values;
    }

    /**
     * @param index index of the bucket
     * @param keepUntil the sensor's time at which the readings of the closed bucket may be dropped
     */
    public static RawBucket of(long index, long keepUntil, long time, double value) {
        return new RawBucket(index, keepUntil, new long[] {time}, new double[] {value});
    }

    /**
     * Restores a stored bucket. Copies the arrays.
     *
     * @param times ascending, each once, at least one
     * @param values one for each time
     * @throws IllegalArgumentException if they are not
     */
    public static RawBucket of(long index, long keepUntil, long[] times, double[] values) {
        if (times.length == 0 || times.length != values.length) {
            throw new IllegalArgumentException(times.length + " times and " + values.length + " values of a bucket");
        }
        for (int i = 1; i < times.length; i++) {
            if (times[i] <= times[i - 1]) {
                throw new IllegalArgumentException("the times of a bucket must ascend");
            }
        }
        return new RawBucket(index, keepUntil, times.clone(), values.clone());
    }

    public long index() {
        return index;
    }

    public long keepUntil() {
        return keepUntil;
    }

    public int size() {
        return times.length;
    }

    public long time(int i) {
        return times[i];
    }

    public double value(int i) {
        return values[i];
    }

    /**
     * Returns the bucket with these readings and then those of {@code later}.
     *
     * @throws IllegalArgumentException if the times do not ascend
     */
    public RawBucket followedBy(RawBucket later) {
        long[] allTimes = Arrays.copyOf(times, times.length + later.times.length);
        double[] allValues = Arrays.copyOf(values, allTimes.length);
        System.arraycopy(later.times, 0, allTimes, times.length, later.times.length);
        System.arraycopy(later.values, 0, allValues, values.length, later.values.length);
        return of(index, keepUntil, allTimes, allValues);
    }

    /** Returns true if both buckets hold the same readings at the places [from, to). */
    public boolean hasSame(RawBucket other, int from, int to) {
        int end = Math.min(to, times.length);
        return end == Math.min(to, other.times.length)
                && keepUntil == other.keepUntil
                && (from >= end
                        || (Arrays.equals(times, from, end, other.times, from, end)
                                && Arrays.equals(values, from, end, other.values, from, end)));
    }

    /** Returns true if nothing needs the readings any more: the bucket is closed, and it is no longer revised. */
    public boolean isOutlived(long nextClose, long time) {
        return index < nextClose && time >= keepUntil;
    }

    /** Returns the place of the reading with this time, as {@link Arrays#binarySearch} does. */
    int find(long time) {
        int last = times.length - 1;
        if (times[last] < time) {
            return -(last + 2);
        }
        return Arrays.binarySearch(times, time);
    }

    /** Adds a reading; it replaces one with the same time. */
    public RawBucket with(long time, double value) {
        int at = find(time);
        if (at >= 0) {
            double[] newValues = values.clone();
            newValues[at] = value;
            return new RawBucket(index, keepUntil, times, newValues);
        }
        int insertAt = -at - 1;
        long[] newTimes = new long[times.length + 1];
        double[] newValues = new double[times.length + 1];
        System.arraycopy(times, 0, newTimes, 0, insertAt);
        System.arraycopy(values, 0, newValues, 0, insertAt);
        newTimes[insertAt] = time;
        newValues[insertAt] = value;
        System.arraycopy(times, insertAt, newTimes, insertAt + 1, times.length - insertAt);
        System.arraycopy(values, insertAt, newValues, insertAt + 1, times.length - insertAt);
        return new RawBucket(index, keepUntil, newTimes, newValues);
    }

    double aggregate(Aggregate aggregate) {
        return aggregate.of(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawBucket that
                && index == that.index
                && keepUntil == that.keepUntil
                && Arrays.equals(times, that.times)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(index) + Arrays.hashCode(times);
    }

    @Override
    public String toString() {
        return "RawBucket[" + index + " " + Arrays.toString(times) + " " + Arrays.toString(values) + "]";
    }
}
