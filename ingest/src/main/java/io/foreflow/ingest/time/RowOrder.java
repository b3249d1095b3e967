package io.foreflow.ingest.time;

import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order of a file's rows in time, as a sample of them shows it. Rows are added in the order of the file, and compared with the row
 * before of the same sensor. A sensor takes less than 2 KiB, however many rows it has.
 */
public final class RowOrder {
    /** Minimum number of backward steps. */
    private static final int FEWEST_STEPS = 2;

    /**
     * Minimum share of backward steps in a file that runs backwards. It is well above the half of a shuffled file, and
     * below the share of a file of six-hourly rows in which each midnight is dated a day early.
     */
    private static final double MOST_STEPS = 0.7;

    /** Minimum number of midnights. */
    private static final int FEWEST_MIDNIGHTS = 2;

    /** Minimum share of the midnights that are dated with the day that they end, if the file has that rule. */
    private static final double MOST_MIDNIGHTS = 0.9;

    private final ZoneRules rules;
    private final Map<SensorId, OrderedRows> sensors = new HashMap<>();
    private long forward;
    private long backward;

    /** @param zone time zone of local times */
    public RowOrder(ZoneId zone) {
        this.rules = zone.getRules();
    }

    /** Adds a row. A row with the same time as the sensor's previous row is ignored. */
    public void add(SensorId sensor, Stamp stamp) {
        OrderedRows rows = sensors.computeIfAbsent(sensor, any -> new OrderedRows());
        Stamp before = rows.last;
        if (stamp.equals(before)) {
            return;
        }
        if (before != null) {
            countStep(rows, before, stamp);
        }
        if (stamp instanceof Stamp.Local local) {
            rows.midnights.add(local.time());
        }
        rows.last = stamp;
    }

    private void countStep(OrderedRows rows, Stamp before, Stamp stamp) {
        long step = step(before, stamp);
        if (step == 0) {
            return;
        }
        rows.intervals.add(Math.abs(step));
        if (!areRepeated(before, stamp)) {
            forward += step > 0 ? 1 : 0;
            backward += step < 0 ? 1 : 0;
        }
    }

    /** Returns true if the file runs backwards: most steps do. A shuffled file does not. */
    public boolean newestFirst() {
        return backward >= FEWEST_STEPS && backward >= MOST_STEPS * (forward + backward);
    }

    /**
     * Returns true if 00:00 is dated with the day that it ends, so that 31 December 23:45 is followed by 31 December
     * 00:00 and then by 1 January 00:15: nearly all midnights are, and at least two of one sensor.
     */
    public boolean midnightEndsDay() {
        long all =
                sensors.values().stream().mapToLong(rows -> rows.midnights.all).sum();
        long ending = sensors.values().stream()
                .mapToLong(rows -> rows.midnights.ending)
                .sum();
        boolean isEnough = sensors.values().stream().anyMatch(rows -> rows.midnights.ending >= FEWEST_MIDNIGHTS);
        return isEnough && ending >= MOST_MIDNIGHTS * all;
    }

    /** Returns the usual interval: the median of the sensors' median intervals; null if too little is known. */
    public @Nullable Duration interval() {
        long[] medians = sensors.values().stream()
                .mapToLong(rows -> rows.intervals.median())
                .filter(median -> median > 0)
                .sorted()
                .toArray();
        return medians.length == 0 ? null : Duration.ofMillis(medians[medians.length / 2]);
    }

    /** Returns the milliseconds from one to the other; 0 if only one of them is a local time. */
    private static long step(Stamp from, Stamp to) {
        if (from instanceof Stamp.Local one && to instanceof Stamp.Local other) {
            return millis(other.time()) - millis(one.time());
        }
        return from instanceof Stamp.OneTime one && to instanceof Stamp.OneTime other
                ? other.time().toEpochMilli() - one.time().toEpochMilli()
                : 0;
    }

    private static long millis(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    /** Returns true for two local times that the same change of the clocks repeats; their order means nothing. */
    private boolean areRepeated(Stamp one, Stamp other) {
        ZoneOffsetTransition overlap = overlap(one);
        return overlap != null && Objects.equals(overlap, overlap(other));
    }

    private @Nullable ZoneOffsetTransition overlap(Stamp stamp) {
        ZoneOffsetTransition transition =
                stamp instanceof Stamp.Local local && !rules.isFixedOffset() ? rules.getTransition(local.time()) : null;
        return transition != null && transition.isOverlap() ? transition : null;
    }

    /** The rows of one sensor so far. */
    private static final class OrderedRows {
        private final Intervals intervals = new Intervals();
        private final Midnights midnights = new Midnights();
        private @Nullable Stamp last;
    }

    /** The first intervals of a sensor, in milliseconds. */
    private static final class Intervals {
        private static final int MOST = 200;
        private static final int FEWEST = 3;

        private long[] millis = new long[8];
        private int count;

        void add(long interval) {
            if (count == MOST) {
                return;
            }
            if (count == millis.length) {
                millis = Arrays.copyOf(millis, Math.min(MOST, 2 * count));
            }
            millis[count++] = interval;
        }

        /** Returns 0 if too little is known. */
        long median() {
            long[] sorted = Arrays.copyOf(millis, count);
            Arrays.sort(sorted);
            return count < FEWEST ? 0 : sorted[count / 2];
        }
    }

    /** The midnights of a sensor that lie between two other times of day. */
    private static final class Midnights {
        /**
         * Maximum length of a gap in the comparison, so that a gap beside a midnight does not outweigh the row on its
         * other side.
         */
        private static final long LONGEST = Duration.ofHours(36).toMillis();

        /**
         * Minimum factor by which a midnight must lie nearer to its neighbours as the next day's midnight, to count as
         * the end of its day.
         */
        private static final double NEARER = 1.25;

        private static final long DAY = Duration.ofDays(1).toMillis();

        private @Nullable LocalDateTime beforeLast;
        private @Nullable LocalDateTime last;
        private long all;
        private long ending;

        void add(LocalDateTime time) {
            if (beforeLast != null
                    && last != null
                    && isMidnight(last)
                    && !isMidnight(beforeLast)
                    && !isMidnight(time)) {
                long midnight = millis(last);
                long asDated = distance(midnight, beforeLast) + distance(midnight, time);
                long dayLater = distance(midnight + DAY, beforeLast) + distance(midnight + DAY, time);
                all++;
                ending += dayLater * NEARER < asDated ? 1 : 0;
            }
            beforeLast = last;
            last = time;
        }

        private static long distance(long midnight, LocalDateTime neighbour) {
            return Math.min(LONGEST, Math.abs(midnight - millis(neighbour)));
        }

        private static boolean isMidnight(LocalDateTime time) {
            return time.toLocalTime().equals(LocalTime.MIDNIGHT);
        }
    }
}
