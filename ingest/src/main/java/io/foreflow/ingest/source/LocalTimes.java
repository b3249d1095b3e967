package io.foreflow.ingest.source;

import io.foreflow.models.series.SensorId;
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
 * Places the local times of a file on the time line, sensor by sensor, in the order of the file. Where the clocks go back, local
 * times occur twice: a sensor's rows take the earlier offset until one repeats a local time or steps back, and the later offset
 * from there on. So an hour that is there once is its first occurrence. A midnight that the clocks skipped is the first moment of its
 * day, so that daily rows have a reading for that day too.
 */
final class LocalTimes {
    private final ZoneId zone;
    private final ZoneRules rules;
    private final Map<SensorId, Progress> progress = new HashMap<>();

    LocalTimes(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
    }

    /** The instant, or null when the clocks skipped this local time. */
    @Nullable
    Instant resolve(SensorId sensor, LocalDateTime local) {
        if (rules.isFixedOffset()) {
            return local.toInstant(rules.getOffset(Instant.EPOCH));
        }
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            return startOfDay(local);
        }
        Progress of = progress.computeIfAbsent(sensor, any -> new Progress());
        boolean later = offsets.size() > 1 && of.isSecondPass(rules.getTransition(local), local);
        of.last = local;
        return local.toInstant(offsets.get(later ? 1 : 0));
    }

    /**
     * The instant of a local time that stands in no order, or null when the clocks skipped it; of one that occurs twice the first
     * occurrence.
     */
    @Nullable
    Instant first(LocalDateTime local) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        return offsets.isEmpty() ? startOfDay(local) : local.toInstant(offsets.get(0));
    }

    /** Returns the first moment of the day whose midnight the clocks skipped; null for every other skipped local time. */
    private @Nullable Instant startOfDay(LocalDateTime skipped) {
        ZoneOffsetTransition transition = rules.getTransition(skipped);
        boolean sameDay = transition.getDateTimeAfter().toLocalDate().equals(skipped.toLocalDate());
        return sameDay && skipped.toLocalTime().equals(LocalTime.MIDNIGHT) ? transition.getInstant() : null;
    }

    /** What the clocks did, for people. */
    String describeSkip(LocalDateTime local) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        return "the local time " + local + " does not exist in " + zone + ": clocks went from "
                + transition.getDateTimeBefore().toLocalTime() + " to "
                + transition.getDateTimeAfter().toLocalTime()
                + "; if the times are in another zone, name it with --zone";
    }

    private static final class Progress {
        private @Nullable LocalDateTime last;
        private @Nullable ZoneOffsetTransition secondPass;

        boolean isSecondPass(ZoneOffsetTransition overlap, LocalDateTime local) {
            if (!overlap.equals(secondPass)
                    && last != null
                    && !local.isAfter(last)
                    && last.isBefore(overlap.getDateTimeBefore())) {
                secondPass = overlap;
            }
            return overlap.equals(secondPass);
        }
    }
}
