package io.foreflow.windowing.core;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recent readings: buckets in ascending order, none empty. Immutable; unchanged buckets are shared. */
final class RawReadings {
    /** Minimum number of buckets from which the usual number of readings is learnt. */
    static final int LEAST_LEARNT = 6;

    /** Maximum number of latest steps from which the usual number of readings is learnt. */
    static final int MOST_LEARNT = 24;

    static final RawReadings EMPTY = new RawReadings(new RawBucket[0]);

    private final RawBucket[] buckets;

    private RawReadings(RawBucket[] buckets) {
        this.buckets = buckets;
    }

    static RawReadings of(Collection<RawBucket> buckets) {
        RawBucket[] sorted = buckets.toArray(RawBucket[]::new);
        Arrays.sort(sorted, Comparator.comparingLong(RawBucket::index));
        return sorted.length == 0 ? EMPTY : new RawReadings(sorted);
    }

    List<RawBucket> buckets() {
        return Collections.unmodifiableList(Arrays.asList(buckets));
    }

    @Nullable
    RawBucket get(long index) {
        int at = find(index);
        return at < 0 ? null : buckets[at];
    }

    /** Returns the first bucket at or after {@code index}. */
    @Nullable
    RawBucket firstFrom(long index) {
        int first = firstAt(index);
        return first == buckets.length ? null : buckets[first];
    }

    /** Returns the last bucket before {@code index}. */
    @Nullable
    RawBucket lastBefore(long index) {
        int last = firstAt(index) - 1;
        return last < 0 ? null : buckets[last];
    }

    /**
     * Returns the usual number of readings in a bucket, learnt from the {@code steps} steps before {@code index}. It is
     * the largest number, if at least half of the buckets that hold any reading hold that many. Returns 0 when no
     * number meets this, or when fewer than {@value #LEAST_LEARNT} buckets hold readings.
     *
     * <p>Lost readings therefore do not hide the number, and a bucket with that many readings is as full as the latest
     * ones. Irregular readings rarely have a number that is both the largest and the usual one.
     */
    int usualSizeBefore(long index, long steps) {
        int end = firstAt(index);
        int from = steps > 0 ? firstAt(index - steps) : end;
        int largest = 0;
        int holding = 0;
        for (int i = from; i < end; i++) {
            int size = buckets[i].size();
            if (size > largest) {
                largest = size;
                holding = 1;
            } else if (size == largest) {
                holding++;
            }
        }
        return end - from >= LEAST_LEARNT && 2 * holding >= end - from ? largest : 0;
    }

    RawReadings with(RawBucket bucket) {
        int at = find(bucket.index());
        if (at >= 0) {
            RawBucket[] copy = buckets.clone();
            copy[at] = bucket;
            return new RawReadings(copy);
        }
        int insertAt = -at - 1;
        RawBucket[] copy = new RawBucket[buckets.length + 1];
        System.arraycopy(buckets, 0, copy, 0, insertAt);
        copy[insertAt] = bucket;
        System.arraycopy(buckets, insertAt, copy, insertAt + 1, buckets.length - insertAt);
        return new RawReadings(copy);
    }

    /**
     * Drops the buckets before {@code nextClose} whose {@code keepUntil} is at or before {@code time} (nanoseconds
     * since the epoch).
     */
    RawReadings withoutOutlived(long nextClose, long time) {
        int kept = 0;
        for (RawBucket bucket : buckets) {
            if (!bucket.isOutlived(nextClose, time)) {
                kept++;
            }
        }
        if (kept == buckets.length) {
            return this;
        }
        RawBucket[] copy = new RawBucket[kept];
        int next = 0;
        for (RawBucket bucket : buckets) {
            if (!bucket.isOutlived(nextClose, time)) {
                copy[next++] = bucket;
            }
        }
        return new RawReadings(copy);
    }

    /** Returns the place of the first bucket at or after {@code index}. */
    private int firstAt(long index) {
        int at = find(index);
        return at >= 0 ? at : -at - 1;
    }

    private int find(long index) {
        return Sorted.find(buckets.length, at -> buckets[at].index(), index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawReadings that && Arrays.equals(buckets, that.buckets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(buckets);
    }
}
