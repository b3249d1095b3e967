package io.foreflow.windowing.core;

import java.util.Arrays;

/**
 * The values of a run of consecutive buckets, immutable. Chunks are aligned: chunk i covers the buckets [i·length, (i +
 * 1)·length). With hourly steps a chunk is one UTC day; with finer steps a day is cut into chunks of at most
 * {@value #MAX_LENGTH} buckets, so that closing a bucket rewrites little.
 */
public final class MemoryChunk {
    /** The bits of all buckets must fit into a long. */
    public static final int MAX_LENGTH = 48;

    private final long index;
    private final double[] values;
    private final long known;
    private final long imputed;

    private MemoryChunk(long index, double[] values, long known, long imputed) {
        this.index = index;
        this.values = values;
        this.known = known;
        this.imputed = imputed;
    }

    /** Returns the largest divisor of {@code perDay} that is at most {@link #MAX_LENGTH}. */
    public static int lengthFor(int perDay) {
        int length = Math.min(perDay, MAX_LENGTH);
        while (perDay % length != 0) {
            length--;
        }
        return length;
    }

    static MemoryChunk empty(long index, int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return new MemoryChunk(index, values, 0, 0);
    }

    /**
     * Restores a stored chunk. Copies {@code values}.
     *
     * @param values one for each bucket, oldest first; used only where known
     * @param known bit i is set when bucket i has a value, present or imputed
     * @param imputed bit i is set when that value was imputed; a subset of {@code known}
     */
    public static MemoryChunk of(long index, double[] values, long known, long imputed) {
        long all = values.length == Long.SIZE ? -1L : (1L << values.length) - 1;
        if (values.length < 1 || values.length > MAX_LENGTH || (known & ~all) != 0 || (imputed & ~known) != 0) {
            throw new IllegalArgumentException("memory chunk " + index + " is inconsistent: " + values.length
                    + " values, known " + Long.toBinaryString(known) + ", imputed " + Long.toBinaryString(imputed));
        }
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (known >> i & 1) == 0 ? Double.NaN : values[i];
        }
        return new MemoryChunk(index, copy, known, imputed);
    }

    MemoryChunk with(int i, double value, boolean isImputed) {
        double[] copy = values.clone();
        copy[i] = value;
        long bit = 1L << i;
        return new MemoryChunk(index, copy, known | bit, isImputed ? imputed | bit : imputed & ~bit);
    }

    public long index() {
        return index;
    }

    /** Number of buckets of the chunk. */
    public int length() {
        return values.length;
    }

    /** Bits of the known buckets: bit i is set when bucket i has a value, present or imputed. */
    public long known() {
        return known;
    }

    /** Bits of the imputed buckets: bit i is set when the value of bucket i was imputed. */
    public long imputed() {
        return imputed;
    }

    /** Returns the value of the i-th bucket, i from 0; NaN if missing. */
    public double value(int i) {
        return values[i];
    }

    boolean isKnown(int i) {
        return (known >> i & 1) != 0;
    }

    boolean isImputed(int i) {
        return (imputed >> i & 1) != 0;
    }

    void copyValues(int from, double[] target, int at, int count) {
        System.arraycopy(values, from, target, at, count);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemoryChunk that
                && index == that.index
                && known == that.known
                && imputed == that.imputed
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(index) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "MemoryChunk[" + index + " " + Arrays.toString(values) + " imputed " + Long.toBinaryString(imputed)
                + "]";
    }
}
