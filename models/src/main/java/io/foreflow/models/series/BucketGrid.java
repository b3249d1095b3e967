package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers the buckets of a step in a zone. Bucket i covers [startOf(i), startOf(i + 1)). Immutable.
 *
 * <p><b>Steps that divide the hour</b> are counted in UTC from the epoch on: bucket i covers [i·step, (i + 1)·step) in
 * every zone.
 *
 * <p><b>All other steps</b> are counted in the zone's local time from 1970-01-01 00:00 on, so that a step of a day is a
 * local day, "a day before" is {@link Step#perDay} buckets before and local day d holds the buckets [d·perDay, (d +
 * 1)·perDay). Where clocks change, a bucket is shorter or longer than the step:
 *
 * <pre>
 * bucket(t) = max(⌊(t + offset(t)) / step⌋, the bucket of the last instant before the offset's start)
 * startOf(i) = the first instant t with bucket(t) ≥ i
 * </pre>
 *
 * A local time that occurs twice does not begin a bucket a second time. If the clocks skip a whole bucket, it is empty:
 * it starts where the next one starts, and no instant lies in it.
 */
public final class BucketGrid {
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final ZoneOffsets UTC = ZoneOffsets.fixed(0);

    /** Grids of steps and zones whose buckets differ in length. */
    private static final Map<GridKey, BucketGrid> CHANGING = new ConcurrentHashMap<>();

    private final Step step;
    private final ZoneId zone;
    private final long seconds;
    private final boolean local;
    private final ZoneOffsets offsets;

    /** The bucket of the last instant before each segment of the offsets, ascending. */
    private final long[] least;

    private record GridKey(Step step, ZoneId zone) {}

    private BucketGrid(Step step, ZoneId zone, boolean local, ZoneOffsets offsets) {
        this.step = requireNonNull(step, "step");
        this.zone = requireNonNull(zone, "zone");
        this.seconds = step.seconds();
        this.local = local;
        this.offsets = offsets;
        this.least = new long[offsets.segments()];
        least[0] = Long.MIN_VALUE;
        for (int segment = 1; segment < least.length; segment++) {
            least[segment] = bucketIn(segment - 1, offsets.start(segment) - 1);
        }
    }

    public static BucketGrid of(Step step, ZoneId zone) {
        if (SECONDS_PER_HOUR % step.seconds() == 0) {
            return new BucketGrid(step, zone, false, UTC);
        }
        ZoneOffsets offsets = ZoneOffsets.of(zone);
        return offsets.segments() == 1
                ? new BucketGrid(step, zone, true, offsets)
                : CHANGING.computeIfAbsent(new GridKey(step, zone), key -> new BucketGrid(step, zone, true, offsets));
    }

    public Step step() {
        return step;
    }

    public ZoneId zone() {
        return zone;
    }

    /** Returns true when buckets are counted in local time: when the step does not divide the hour. */
    public boolean isLocal() {
        return local;
    }

    /** Returns the bucket that holds {@code time}. */
    public long indexOf(Instant time) {
        return indexOf(time.getEpochSecond());
    }

    /** Returns the bucket that holds a time in whole seconds since the epoch. */
    public long indexOf(long epochSecond) {
        return least.length == 1
                ? Math.floorDiv(epochSecond + offsets.offset(0), seconds)
                : bucketIn(offsets.segmentOf(epochSecond), epochSecond);
    }

    private long bucketIn(int segment, long epochSecond) {
        return Math.max(least[segment], Math.floorDiv(epochSecond + offsets.offset(segment), seconds));
    }

    /** Returns the first instant of bucket {@code index}. */
    public Instant startOf(long index) {
        return Instant.ofEpochSecond(startSecondOf(index));
    }

    /** Returns the start of bucket {@code index} in seconds since the epoch. */
    public long startSecondOf(long index) {
        int segment = segmentOfStart(index);
        long start = Math.multiplyExact(index, seconds) - offsets.offset(segment);
        return segment == 0 ? start : Math.max(start, offsets.start(segment));
    }

    /**
     * Returns the first segment that reaches bucket {@code index}: the next segment begins in that bucket or after it.
     */
    private int segmentOfStart(long index) {
        int low = 0;
        int high = least.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (least[middle + 1] >= index) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns the first instant of the bucket that holds {@code time}. */
    public Instant floor(Instant time) {
        return startOf(indexOf(time));
    }

    /**
     * Returns the first instant of the bucket {@code steps} after the one that holds {@code time}; before it if
     * negative.
     */
    public Instant plus(Instant time, long steps) {
        return startOf(Math.addExact(indexOf(time), steps));
    }

    /** Returns true when clocks skip all of bucket {@code index}, so that no instant lies in it. */
    public boolean isEmpty(long index) {
        return least.length > 1 && startSecondOf(index) == startSecondOf(index + 1);
    }

    /**
     * Returns the local time at which bucket {@code index} starts, in seconds since 1970-01-01 00:00. For buckets that
     * are counted in local time it is the time of the grid, which the clocks may have skipped: midnight for every local
     * day.
     */
    public long localSecondOf(long index) {
        if (local) {
            return Math.multiplyExact(index, seconds);
        }
        ZoneOffsets clock = ZoneOffsets.of(zone);
        long start = startSecondOf(index);
        return start + clock.offset(clock.segmentOf(start));
    }

    /** Returns {@link #localSecondOf} for {@code count} buckets, the first one {@code index}. */
    public long[] localSecondsOf(long index, int count) {
        long[] times = new long[count];
        ZoneOffsets clock = ZoneOffsets.of(zone);
        int segment = local ? 0 : clock.segmentOf(startSecondOf(index));
        for (int i = 0; i < count; i++) {
            if (local) {
                times[i] = localSecondOf(index + i);
            } else {
                long start = startSecondOf(index + i);
                segment = clock.segmentFrom(segment, start);
                times[i] = start + clock.offset(segment);
            }
        }
        return times;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BucketGrid that && step.equals(that.step) && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
        return 31 * step.hashCode() + zone.hashCode();
    }

    @Override
    public String toString() {
        return "BucketGrid[" + step + ", " + zone + "]";
    }
}
