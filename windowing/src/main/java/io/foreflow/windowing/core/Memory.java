package io.foreflow.windowing.core;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a sensor's closed buckets: chunks in ascending order, with holes where nothing is known. Immutable; a
 * changed memory shares every chunk that did not change.
 */
final class Memory {
    static final Memory EMPTY = new Memory(new MemoryChunk[0]);

    private final MemoryChunk[] chunks;

    private Memory(MemoryChunk[] chunks) {
        this.chunks = chunks;
    }

    static Memory of(Collection<MemoryChunk> chunks) {
        MemoryChunk[] sorted = chunks.toArray(MemoryChunk[]::new);
        Arrays.sort(sorted, Comparator.comparingLong(MemoryChunk::index));
        return sorted.length == 0 ? EMPTY : new Memory(sorted);
    }

    List<MemoryChunk> chunks() {
        return Collections.unmodifiableList(Arrays.asList(chunks));
    }

    boolean isEmpty() {
        return chunks.length == 0;
    }

    /** Returns true if the bucket's value comes from readings and is not imputed. */
    boolean isPresent(int length, long bucket) {
        MemoryChunk chunk = chunkOf(length, bucket);
        int i = Math.floorMod(bucket, length);
        return chunk != null && chunk.isKnown(i) && !chunk.isImputed(i);
    }

    /** Returns the bucket's value if it comes from readings; NaN otherwise. */
    double present(int length, long bucket) {
        MemoryChunk chunk = chunkOf(length, bucket);
        int i = Math.floorMod(bucket, length);
        return chunk == null || chunk.isImputed(i) ? Double.NaN : chunk.value(i);
    }

    /** Returns the value of the bucket, present or imputed; NaN if there is none. */
    double known(int length, long bucket) {
        MemoryChunk chunk = chunkOf(length, bucket);
        return chunk == null ? Double.NaN : chunk.value(Math.floorMod(bucket, length));
    }

    boolean isImputed(int length, long bucket) {
        MemoryChunk chunk = chunkOf(length, bucket);
        return chunk != null && chunk.isImputed(Math.floorMod(bucket, length));
    }

    private @Nullable MemoryChunk chunkOf(int length, long bucket) {
        int at = find(Math.floorDiv(bucket, length));
        return at < 0 ? null : chunks[at];
    }

    Memory with(int length, long bucket, double value, boolean imputed) {
        long index = Math.floorDiv(bucket, length);
        int i = Math.floorMod(bucket, length);
        int at = find(index);
        if (at >= 0) {
            MemoryChunk[] copy = chunks.clone();
            copy[at] = copy[at].with(i, value, imputed);
            return new Memory(copy);
        }
        int insertAt = -at - 1;
        MemoryChunk[] copy = new MemoryChunk[chunks.length + 1];
        System.arraycopy(chunks, 0, copy, 0, insertAt);
        copy[insertAt] = MemoryChunk.empty(index, length).with(i, value, imputed);
        System.arraycopy(chunks, insertAt, copy, insertAt + 1, chunks.length - insertAt);
        return new Memory(copy);
    }

    /** Drops the chunks that end at or before {@code bucket}. */
    Memory without(int length, long bucket) {
        long first = Math.floorDiv(bucket, length);
        if (chunks.length == 0 || chunks[0].index() >= first) {
            return this;
        }
        int at = find(first);
        int keepFrom = at >= 0 ? at : -at - 1;
        return keepFrom == chunks.length ? EMPTY : new Memory(Arrays.copyOfRange(chunks, keepFrom, chunks.length));
    }

    /** Returns the first bucket at or after {@code from} that has a value, or {@link SensorProgress#NONE}. */
    long nextKnown(int length, long from) {
        if (chunks.length == 0) {
            return SensorProgress.NONE;
        }
        long start = Math.max(from, chunks[0].index() * length);
        int at = find(Math.floorDiv(start, length));
        for (int c = at >= 0 ? at : -at - 1; c < chunks.length; c++) {
            long first = chunks[c].index() * length;
            long mask = chunks[c].known();
            if (start > first) {
                mask &= -1L << (start - first);
            }
            if (mask != 0) {
                return first + Long.numberOfTrailingZeros(mask);
            }
        }
        return SensorProgress.NONE;
    }

    /** Copies the values of [from, from + target.length), present or imputed, NaN where a value is missing. */
    void copyKnown(int length, long from, double[] target) {
        copy(length, from, target, true);
    }

    /** Copies the values of [from, from + target.length) that come from readings, NaN where a value is missing. */
    void copyPresent(int length, long from, double[] target) {
        copy(length, from, target, false);
    }

    private void copy(int length, long from, double[] target, boolean imputedToo) {
        long to = from + target.length;
        long expected = from;
        int at = find(Math.floorDiv(from, length));
        for (int c = at >= 0 ? at : -at - 1; c < chunks.length; c++) {
            MemoryChunk chunk = chunks[c];
            long first = chunk.index() * length;
            if (first >= to) {
                break;
            }
            long start = Math.max(first, from);
            long end = Math.min(first + length, to);
            Arrays.fill(target, (int) (expected - from), (int) (start - from), Double.NaN);
            chunk.copyValues((int) (start - first), target, (int) (start - from), (int) (end - start));
            if (!imputedToo) {
                for (long mask = chunk.imputed(); mask != 0; mask &= mask - 1) {
                    long bucket = first + Long.numberOfTrailingZeros(mask);
                    if (bucket >= start && bucket < end) {
                        target[(int) (bucket - from)] = Double.NaN;
                    }
                }
            }
            expected = end;
        }
        Arrays.fill(target, (int) (expected - from), target.length, Double.NaN);
    }

    private int find(long index) {
        int last = chunks.length - 1;
        // Most look-ups concern the newest chunk.
        if (last >= 0 && chunks[last].index() <= index) {
            return chunks[last].index() == index ? last : -(last + 2);
        }
        return Sorted.find(chunks.length, at -> chunks[at].index(), index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Memory that && Arrays.equals(chunks, that.chunks);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(chunks);
    }
}
