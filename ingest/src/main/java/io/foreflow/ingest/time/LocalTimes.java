package io.foreflow.ingest.time;

import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places the local times of a file on the time line, sensor by sensor, in the order of the file. A midnight that the
 * clocks skipped is the first moment of its day, so that daily rows have a reading for that day too.
 *
 * <p>Where the clocks go back, local times occur twice. In a file that runs forwards, a sensor's rows take the earlier
 * offset until one repeats a local time or steps back, and the later offset from there on. So an hour that occurs once
 * in the file is its first occurrence.
 *
 * <p>A file that runs backwards is read by the mirrored rule: rows take the later offset until one repeats a local time
 * or steps forward, and the earlier offset from there on. A series without holes gets the same instants in either
 * direction. An hour that occurs once in the file is its first occurrence only if the sensor's rows so far are further
 * apart than the clocks went back, because it cannot occur twice then. Otherwise it is its second occurrence, because
 * the row is read before it is known whether another one follows.
 */
public final class LocalTimes {
    private final ZoneId zone;
    private final ZoneRules rules;
    private final boolean newestFirst;
    private final Map<SensorId, SensorRows> progress = new HashMap<>();

    /** Reads a file that runs forwards. */
    public LocalTimes(ZoneId zone) {
        this(zone, false);
    }

    /** @param newestFirst true if the file runs backwards */
    public LocalTimes(ZoneId zone, boolean newestFirst) {
        this.zone = zone;
        this.rules = zone.getRules();
        this.newestFirst = newestFirst;
    }

    /** Returns the instant; null if the clocks skipped this local time. */
    public @Nullable Instant resolve(SensorId sensor, LocalDateTime local) {
        if (rules.isFixedOffset()) {
            return local.toInstant(rules.getOffset(Instant.EPOCH));
        }
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            return startOfDay(local);
        }
        SensorRows of = progress.computeIfAbsent(sensor, any -> newestFirst ? new Backwards() : new Forwards());
        boolean later = offsets.size() > 1 && of.isLater(rules.getTransition(local), local);
        Instant instant = local.toInstant(offsets.get(later ? 1 : 0));
        of.pass(local, instant);
        return instant;
    }

    /**
     * Returns the instant of a local time outside the order of the rows; null if the clocks skipped it. If it occurs
     * twice, it is the first occurrence.
     */
    public @Nullable Instant first(LocalDateTime local) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        return offsets.isEmpty() ? startOfDay(local) : local.toInstant(offsets.get(0));
    }

    /** Returns the first moment of the day whose midnight the clocks skipped; null for every other skipped local time. */
    private @Nullable Instant startOfDay(LocalDateTime skipped) {
        ZoneOffsetTransition transition = rules.getTransition(skipped);
        boolean sameDay = transition.getDateTimeAfter().toLocalDate().equals(skipped.toLocalDate());
        return sameDay && skipped.toLocalTime().equals(LocalTime.MIDNIGHT) ? transition.getInstant() : null;
    }

    /** Describes, for people, the change of the clocks that skipped a local time. */
    public String describeSkip(LocalDateTime local) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        return "the local time " + local + " does not exist in " + zone + ": clocks went from "
                + transition.getDateTimeBefore().toLocalTime() + " to "
                + transition.getDateTimeAfter().toLocalTime()
                + "; if the times are in another zone, name it with --zone";
    }

    /** The rows of one sensor so far. */
    private abstract static class SensorRows {
        @Nullable
        LocalDateTime last;

        @Nullable
        ZoneOffsetTransition secondPass;

        /** Returns true if a local time that occurs twice is its second occurrence. */
        abstract boolean isLater(ZoneOffsetTransition overlap, LocalDateTime local);

        void pass(LocalDateTime local, Instant instant) {
            last = local;
        }
    }

    private static final class Forwards extends SensorRows {
        @Override
        boolean isLater(ZoneOffsetTransition overlap, LocalDateTime local) {
            if (!overlap.equals(secondPass)
                    && last != null
                    && !local.isAfter(last)
                    && last.isBefore(overlap.getDateTimeBefore())) {
                secondPass = overlap;
            }
            return overlap.equals(secondPass);
        }
    }

    private static final class Backwards extends SensorRows {
        private @Nullable Instant lastInstant;
        private @Nullable Duration leastStep;

        @Override
        boolean isLater(ZoneOffsetTransition overlap, LocalDateTime local) {
            if (!overlap.equals(secondPass) && (isOnlyOnce(overlap) || isRepeated(overlap, local))) {
                secondPass = overlap;
            }
            return !overlap.equals(secondPass);
        }

        private boolean isOnlyOnce(ZoneOffsetTransition overlap) {
            Duration repeated = overlap.getDuration().negated();
            return leastStep != null && leastStep.compareTo(repeated) > 0;
        }

        private boolean isRepeated(ZoneOffsetTransition overlap, LocalDateTime local) {
            return last != null && !local.isBefore(last) && !last.isBefore(overlap.getDateTimeAfter());
        }

        @Override
        void pass(LocalDateTime local, Instant instant) {
            super.pass(local, instant);
            if (lastInstant != null && !lastInstant.equals(instant)) {
                Duration step = Duration.between(lastInstant, instant).abs();
                leastStep = leastStep == null || step.compareTo(leastStep) < 0 ? step : leastStep;
            }
            lastInstant = instant;
        }
    }
}
