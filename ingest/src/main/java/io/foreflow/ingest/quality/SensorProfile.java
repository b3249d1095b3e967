package io.foreflow.ingest.quality;

import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The readings of one sensor, summed up. Distances are those between readings that follow each other in the file. In a file in
 * order of time, forwards or backwards, they are the distances between neighbours in time.
 *
 * @param readings number of readings with a value, at least 1
 * @param first earliest time
 * @param last latest time
 * @param interval median time between readings, equal times left out; empty while fewer than three distances are known
 * @param gaps number of distances above 1.5 intervals; 0 without an interval
 * @param longestGap longest distance of those; zero if there is none
 * @param longestRun longest run of readings with one value
 * @param stuck longest run that is much longer than usual for the sensor
 * @param duplicates number of readings with the same time as the reading before
 * @param inOrder true if the readings came in order of time, forwards or backwards; false = gaps and runs say little
 * @param lowest lowest value, suspected marks included
 * @param highest highest value, suspected marks included
 */
public record SensorProfile(
        SensorId sensor,
        long readings,
        Instant first,
        Instant last,
        Optional<Duration> interval,
        long gaps,
        Duration longestGap,
        ValueRun longestRun,
        Optional<StuckRun> stuck,
        long duplicates,
        boolean inOrder,
        double lowest,
        double highest) {

    /**
     * Readings in a row with one value.
     *
     * @param length number of readings, at least 1
     * @param from time of the run's first reading in the file
     */
    public record ValueRun(long length, double value, Instant from) {}

    /**
     * A run during which the sensor was probably stuck.
     *
     * @param usual length of the long runs that are usual for the sensor
     */
    public record StuckRun(ValueRun run, long usual) {}
}
