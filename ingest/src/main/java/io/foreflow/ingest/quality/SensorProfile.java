package io.foreflow.ingest.quality;

import io.foreflow.models.series.SensorId;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The summary of one sensor's readings. Distances are those between readings that follow each other in the file. In a
 * file in order of time, forwards or backwards, they are the distances between neighbours in time.
 *
 * @param readings number of readings with a value, at least 1
 * @param first earliest time
 * @param last latest time
 * @param interval median time between readings, equal times left out; empty while fewer than three distances are known
 * @param gaps number of distances above 1.5 intervals; 0 without an interval
 * @param longestGap the longest of these distances; zero if there is none
 * @param longestRun longest run of readings with one value
 * @param stuck longest run that is much longer than usual for the sensor
 * @param duplicates number of readings with the same time as the reading before
 * @param inOrder true if the readings came in order of time, forwards or backwards; if false, gaps and runs mean little
 * @param lowest lowest value, suspected marks included
 * @param highest highest value, suspected marks included
 */
@RecordBuilder
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
     * @param usual usual length of the sensor's long runs
     */
    public record StuckRun(ValueRun run, long usual) {}
}
