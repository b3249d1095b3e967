package io.foreflow.models.series;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The offsets from UTC that a zone has had and will have from 1880 to 2219, as arrays, so that looking up local times
 * is arithmetic. The first offset holds for all earlier times and the last one for all later times. Immutable.
 *
 * <p>Segment i holds from {@link #start} i until the next segment starts. Times are seconds since the epoch, offsets
 * are seconds east.
 */
public final class ZoneOffsets {
    /**
     * Start of the covered time. Readings are from 1900 to 2199; windows look back ten years from the first ones and
     * ahead of the last ones.
     */
    private static final Instant FROM = Instant.parse("1880-01-01T00:00:00Z");

    private static final Instant TO = Instant.parse("2220-01-01T00:00:00Z");

    /** Offsets by zone, for the zones whose offset changes; a few hundred. */
    private static final Map<ZoneId, ZoneOffsets> CHANGING = new ConcurrentHashMap<>();

    private final long[] starts;
    private final int[] offsets;

    private ZoneOffsets(long[] starts, int[] offsets) {
        this.starts = starts;
        this.offsets = offsets;
    }

    public static ZoneOffsets of(ZoneId zone) {
        ZoneRules rules = zone.getRules();
        return rules.isFixedOffset()
                ? fixed(rules.getOffset(Instant.EPOCH).getTotalSeconds())
                : CHANGING.computeIfAbsent(zone, changing -> read(changing.getRules()));
    }

    static ZoneOffsets fixed(int offset) {
        return new ZoneOffsets(new long[] {Long.MIN_VALUE}, new int[] {offset});
    }

    private static ZoneOffsets read(ZoneRules rules) {
        long[] starts = new long[16];
        int[] offsets = new int[16];
        int count = 1;
        starts[0] = Long.MIN_VALUE;
        offsets[0] = rules.getOffset(FROM).getTotalSeconds();
        ZoneOffsetTransition next = rules.nextTransition(FROM);
        while (next != null && next.getInstant().isBefore(TO)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            starts[count] = next.toEpochSecond();
            offsets[count] = next.getOffsetAfter().getTotalSeconds();
            count++;
            next = rules.nextTransition(next.getInstant());
        }
        return new ZoneOffsets(Arrays.copyOf(starts, count), Arrays.copyOf(offsets, count));
    }

    /** Returns the number of segments, at least 1. */
    public int segments() {
        return starts.length;
    }

    /** Returns the segment that holds {@code second}. */
    public int segmentOf(long second) {
        int at = Arrays.binarySearch(starts, second);
        return at >= 0 ? at : -at - 2;
    }

    /** Returns the segment that holds {@code second}, which lies in {@code segment} or after it. */
    int segmentFrom(int segment, long second) {
        int at = segment;
        while (at + 1 < starts.length && starts[at + 1] <= second) {
            at++;
        }
        return at;
    }

    /** Returns the first second of a segment; {@link Long#MIN_VALUE} for segment 0. */
    public long start(int segment) {
        return starts[segment];
    }

    public int offset(int segment) {
        return offsets[segment];
    }
}
