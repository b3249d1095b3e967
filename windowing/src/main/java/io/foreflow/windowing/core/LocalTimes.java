package io.foreflow.windowing.core;

import static io.foreflow.ingest.wire.Times.EARLIEST;
import static io.foreflow.ingest.wire.Times.LATEST;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * The offsets from UTC that a zone has had and will have while readings are possible, as arrays: looking up "the same local time
 * the day before" is arithmetic.
 */
final class LocalTimes {
    private static final long SECONDS_PER_DAY = 86_400;

    /** Segment i holds from starts[i] (seconds since the epoch) until the next one starts. */
    private final long[] starts;

    private final int[] offsets;

    private LocalTimes(long[] starts, int[] offsets) {
        this.starts = starts;
        this.offsets = offsets;
    }

    static LocalTimes of(ZoneId zone) {
        // Windows look back from the earliest reading and ahead of the latest one.
        Instant from = EARLIEST.minus(Duration.ofDays(WindowerConfig.MAX_MEMORY_DAYS + 7L));
        Instant to = LATEST.plus(Duration.ofDays(WindowerConfig.MAX_MEMORY_DAYS + 7L));
        ZoneRules rules = zone.getRules();
        long[] starts = new long[16];
        int[] offsets = new int[16];
        int count = 1;
        starts[0] = Long.MIN_VALUE;
        offsets[0] = rules.getOffset(from).getTotalSeconds();
        ZoneOffsetTransition next = rules.nextTransition(from);
        while (next != null && next.getInstant().isBefore(to)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            starts[count] = next.toEpochSecond();
            offsets[count] = next.getOffsetAfter().getTotalSeconds();
            count++;
            next = rules.nextTransition(next.getInstant());
        }
        return new LocalTimes(Arrays.copyOf(starts, count), Arrays.copyOf(offsets, count));
    }

    /**
     * A view for look-ups from and to buckets in [base, end).
     *
     * @param stepSeconds the width of a bucket
     */
    Alignment alignment(long stepSeconds, long base, long end) {
        int first = segmentOf(base * stepSeconds - 2 * SECONDS_PER_DAY);
        int last = segmentOf(end * stepSeconds + SECONDS_PER_DAY);
        return new Alignment(stepSeconds, base, first, last);
    }

    private int segmentOf(long second) {
        int at = Arrays.binarySearch(starts, second);
        return at >= 0 ? at : -at - 2;
    }

    /** Finds buckets by local time; buckets are counted from a base. */
    final class Alignment {
        private static final int NOWHERE = -1;

        private final long stepSeconds;
        private final int perDay;
        private final long base;
        private final int first;
        private final int last;

        private Alignment(long stepSeconds, long base, int first, int last) {
            this.stepSeconds = stepSeconds;
            this.perDay = (int) (SECONDS_PER_DAY / stepSeconds);
            this.base = base;
            this.first = first;
            this.last = last;
        }

        /** On which local day bucket {@code i} starts, in days since 1970-01-01. */
        long dayOf(int i) {
            long second = (base + i) * stepSeconds;
            return Math.floorDiv(second + offsets[segmentAt(second)], SECONDS_PER_DAY);
        }

        private int segmentAt(long second) {
            int segment = last;
            while (segment > first && second < starts[segment]) {
                segment--;
            }
            return segment;
        }

        /**
         * The bucket that holds the local time at which bucket {@code i} starts, {@code days} days before. Of a local hour that is
         * repeated it is the first occurrence. Negative for a local time that was skipped, and for buckets before the base.
         */
        int before(int i, int days) {
            if (first == last) {
                return i - days * perDay;
            }
            long second = (base + i) * stepSeconds;
            long local = second + offsets[segmentAt(second)] - days * SECONDS_PER_DAY;
            for (int s = first; s <= last; s++) {
                long candidate = local - offsets[s];
                boolean begun = s == first || candidate >= starts[s];
                if (begun && (s == last || candidate < starts[s + 1])) {
                    return (int) (Math.floorDiv(candidate, stepSeconds) - base);
                }
            }
            return NOWHERE;
        }
    }
}
