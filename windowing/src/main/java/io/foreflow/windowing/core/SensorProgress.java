package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.BucketGrid;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;

/**
 * The small, frequently changing part of a sensor's state. Buckets and origins are indices in the sensor's
 * {@link BucketGrid}; an origin is the index of the first bucket that is not yet known. {@link #NONE} stands for an
 * index that does not exist yet.
 *
 * @param time the sensor's own time: its greatest accepted reading time
 * @param lastHeard when the last accepted reading was seen, by the clock of the ticks
 * @param movedAt arrival of the reading that last advanced {@code time}
 * @param stale true if the stale emission has been made
 * @param nextClose the first bucket that the sensor's own time has not closed
 * @param lastReal the greatest closed bucket that holds readings
 * @param newestOrigin origin of the newest window; idle ticks may move it past {@code nextClose}
 * @param revision revision of the newest window
 * @param nextTraining the next origin whose training window is still undecided
 */
@RecordBuilder
public record SensorProgress(
        Instant time,
        Instant lastHeard,
        Instant movedAt,
        boolean stale,
        long nextClose,
        long lastReal,
        long newestOrigin,
        int revision,
        long nextTraining)
        implements SensorProgressBuilder.With {
    /** Stands for "no bucket"; less than every bucket. */
    public static final long NONE = Long.MIN_VALUE;

    public SensorProgress {
        requireNonNull(time, "time");
        requireNonNull(lastHeard, "lastHeard");
        requireNonNull(movedAt, "movedAt");
    }

    /**
     * Returns the delay between the sensor's own time and the arrival of its latest reading; 0 or more. The sensor's
     * buckets are behind the wall clock by this lag.
     */
    public Duration lag() {
        Duration lag = Duration.between(time, movedAt);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    static SensorProgress first(Instant time, Instant arrivedAt, Instant seenAt) {
        return SensorProgressBuilder.builder()
                .time(time)
                .lastHeard(seenAt)
                .movedAt(arrivedAt)
                .stale(false)
                .nextClose(NONE)
                .lastReal(NONE)
                .newestOrigin(NONE)
                .revision(0)
                .nextTraining(NONE)
                .build();
    }

    SensorProgress heardAt(Instant seenAt) {
        return seenAt.isAfter(lastHeard) ? withLastHeard(seenAt) : this;
    }

    SensorProgress movedTo(Instant newTime, Instant arrivedAt) {
        return with().time(newTime).movedAt(arrivedAt).stale(false).build();
    }

    SensorProgress closedUntil(long newNextClose, long newLastReal) {
        return with().nextClose(newNextClose).lastReal(newLastReal).build();
    }

    SensorProgress emitted(long origin, int newRevision) {
        return with().newestOrigin(origin).revision(newRevision).build();
    }
}
