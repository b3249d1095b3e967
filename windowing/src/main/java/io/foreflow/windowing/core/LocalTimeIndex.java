package io.foreflow.windowing.core;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.ZoneOffsets;

/** Looks up "the same local time the day before" among the buckets of a grid, by arithmetic. */
final class LocalTimeIndex {
    private static final long SECONDS_PER_DAY = 86_400;

    private final BucketGrid grid;
    private final ZoneOffsets offsets;

    LocalTimeIndex(BucketGrid grid) {
        this.grid = grid;
        this.offsets = ZoneOffsets.of(grid.zone());
    }

    BucketGrid grid() {
        return grid;
    }

    /** Returns a view for look-ups from and to buckets in [base, end). */
    Alignment alignment(long base, long end) {
        if (grid.isLocal()) {
            return new Alignment(base, 0, 0);
        }
        int first = offsets.segmentOf(grid.startSecondOf(base) - 2 * SECONDS_PER_DAY);
        int last = offsets.segmentOf(grid.startSecondOf(end) + SECONDS_PER_DAY);
        return new Alignment(base, first, last);
    }

    /** Finds buckets by local time; buckets are counted from a base. */
    final class Alignment {
        private static final int NOWHERE = -1;

        private final boolean local = grid.isLocal();
        private final long stepSeconds = grid.step().seconds();
        private final int perDay = grid.step().perDay();
        private final long base;
        private final int first;
        private final int last;

        private Alignment(long base, int first, int last) {
            this.base = base;
            this.first = first;
            this.last = last;
        }

        /** Returns true if no clock changes: {@code before(i, days)} is then {@code i} less the buckets of these days. */
        boolean isStraight() {
            return local || first == last;
        }

        /** Returns the local day on which bucket {@code i} starts, in days since 1970-01-01. */
        long dayOf(int i) {
            if (local) {
                return Math.floorDiv(base + i, perDay);
            }
            long second = (base + i) * stepSeconds;
            return Math.floorDiv(second + offsets.offset(segmentAt(second)), SECONDS_PER_DAY);
        }

        private int segmentAt(long second) {
            int segment = last;
            while (segment > first && second < offsets.start(segment)) {
                segment--;
            }
            return segment;
        }

        /**
         * Returns the bucket that holds the local time at which bucket {@code i} starts, {@code days} days before. If a
         * local hour is repeated, it is the first occurrence. The result is negative for a local time that was skipped,
         * and for buckets before the base.
         */
        int before(int i, int days) {
            if (isStraight()) {
                return i - days * perDay;
            }
            long second = (base + i) * stepSeconds;
            long localSecond = second + offsets.offset(segmentAt(second)) - days * SECONDS_PER_DAY;
            for (int s = first; s <= last; s++) {
                long candidate = localSecond - offsets.offset(s);
                boolean begun = s == first || candidate >= offsets.start(s);
                if (begun && (s == last || candidate < offsets.start(s + 1))) {
                    return (int) (Math.floorDiv(candidate, stepSeconds) - base);
                }
            }
            return NOWHERE;
        }
    }
}
