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
