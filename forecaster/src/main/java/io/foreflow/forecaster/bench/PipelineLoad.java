package io.foreflow.forecaster.bench;

import java.time.Duration;

/**
 * The loads of a benchmark of the pipeline.
 *
 * @param rounds maximum number of counted rounds, at least 1; a round before them warms up
 * @param sensors number of sensors, except in {@code many}
 * @param hourlyHours number of hours with one reading each
 * @param twelveHours number of hours with twelve readings each
 * @param fitHours number of hours whose windows train the default model
 * @param many a load of many sensors that have state already
 * @param paced a load at a steady pace, for the latency
 * @param limit time for everything; on a slow machine there are fewer rounds and less state
 */
public record PipelineLoad(
        int rounds,
        int sensors,
        int hourlyHours,
        int twelveHours,
        int fitHours,
        ManySensors many,
        PacedLoad paced,
        Duration limit) {
    private static final int HOURS_PER_DAY = 24;

    /** The loads of the command: at most ten minutes on two cores. */
    public static final PipelineLoad FULL = new PipelineLoad(
            3,
            50,
            2_800,
            200,
            35 * HOURS_PER_DAY,
            new ManySensors(5_000, 42, 2, 10),
            new PacedLoad(2_000, 42, Duration.ofSeconds(5), Duration.ofSeconds(25)),
            Duration.ofMinutes(10));

    /**
     * A load of many sensors that have state already.
     *
     * @param sensors number of sensors
     * @param days number of days whose readings make the state
     * @param warmUpHours number of hours at the start of each round that do not count
     * @param hours number of counted hours of each round
     */
    public record ManySensors(int sensors, int days, int warmUpHours, int hours) {}

    /**
     * A load at a steady pace.
     *
     * @param perSecond number of readings per second
     * @param days number of days whose readings make the state before
     * @param warmUp time at the start that does not count
     * @param counted time that counts
     */
    public record PacedLoad(int perSecond, int days, Duration warmUp, Duration counted) {
        /** Returns the number of readings that do not count. */
        int uncounted() {
            return Math.toIntExact(warmUp.toMillis() * perSecond / 1_000);
        }

        /** Returns the number of all readings at this pace. */
        int readings() {
            return Math.toIntExact(warmUp.plus(counted).toMillis() * perSecond / 1_000);
        }
    }
}
