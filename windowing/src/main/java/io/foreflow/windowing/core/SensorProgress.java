package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.BucketGrid;
import java.time.Duration;
import java.time.Instant;

/**
 * The small, ever changing part of a sensor's state. Buckets and origins are indices in the sensor's {@link BucketGrid}; an origin is the
 * index of the first bucket that is not yet known. {@link #NONE} where there is none yet.
 *
 * @param time the sensor's own time: its greatest accepted reading time
 * @param lastHeard when the last accepted reading was seen, by the clock that ticks
 * @param movedAt when the reading arrived that last moved {@code time} on
 * @param stale whether the stale emission has been made
 * @param nextClose the first bucket that the sensor's own time has not closed
 * @param lastReal the greatest closed bucket that holds readings
 * @param newestOrigin origin of the newest window; idle ticks may bring it past {@code nextClose}
 * @param revision of the newest window
 * @param nextTraining the next origin whose training window is to be decided
 */
public record SensorProgress(
        Instant time,
        Instant lastHeard,
        Instant movedAt,
        boolean stale,
        long nextClose,
        long lastReal,
        long newestOrigin,
        int revision,
        long nextTraining) {
    /** No bucket; less than every bucket. */
    public static final long NONE = Long.MIN_VALUE;

    public SensorProgress {
        requireNonNull(time, "time");
        requireNonNull(lastHeard, "lastHeard");
        requireNonNull(movedAt, "movedAt");
    }

    /**
     * How long after its own time the sensor's latest reading arrived; 0 or more. By its lag the sensor's buckets are behind
     * the wall clock.
     */
    public Duration lag() {
        Duration lag = Duration.between(time, movedAt);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    static SensorProgress first(Instant time, Instant arrivedAt, Instant seenAt) {
        return new SensorProgress(time, seenAt, arrivedAt, false, NONE, NONE, NONE, 0, NONE);
    }

    SensorProgress withHeard(Instant seenAt) {
        return seenAt.isAfter(lastHeard)
                ? new SensorProgress(
                        time, seenAt, movedAt, stale, nextClose, lastReal, newestOrigin, revision, nextTraining)
                : this;
    }

    SensorProgress withTime(Instant newTime, Instant arrivedAt) {
        return new SensorProgress(
                newTime, lastHeard, arrivedAt, false, nextClose, lastReal, newestOrigin, revision, nextTraining);
    }

    SensorProgress withClosed(long newNextClose, long newLastReal) {
        return new SensorProgress(
                time, lastHeard, movedAt, stale, newNextClose, newLastReal, newestOrigin, revision, nextTraining);
    }

    SensorProgress withNewest(long origin, int newRevision) {
        return new SensorProgress(
                time, lastHeard, movedAt, stale, nextClose, lastReal, origin, newRevision, nextTraining);
    }

    SensorProgress withNextTraining(long origin) {
        return new SensorProgress(time, lastHeard, movedAt, stale, nextClose, lastReal, newestOrigin, revision, origin);
    }

    SensorProgress asStale() {
        return new SensorProgress(
                time, lastHeard, movedAt, true, nextClose, lastReal, newestOrigin, revision, nextTraining);
    }
}
