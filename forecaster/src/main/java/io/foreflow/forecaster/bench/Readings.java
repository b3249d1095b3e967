package io.foreflow.forecaster.bench;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The readings that benchmarks use: every sensor has {@code perHour} readings an hour at the same pace, with a daily
 * shape and noise, without gaps or late data. Each hour makes exactly one forecast a sensor. Parts of the same series
 * fit together.
 *
 * @param sensors number of sensors
 * @param firstHour number of the first hour, from 0
 * @param hours number of hours with readings
 * @param perHour readings per hour and sensor
 */
public record Readings(int sensors, int firstHour, int hours, int perHour) {
    private static final Instant START = Instant.parse("2021-01-04T00:00:00Z");
    private static final double HOURS_PER_DAY = 24;
    private static final String PREFIX = "detector-";

    /** Multipliers that give each reading a noise of its own. */
    private static final long SENSOR_FACTOR = 0x9E3779B97F4A7C15L;

    private static final long TIME_FACTOR = 0xC2B2AE3D27D4EB4FL;

    public Readings(int sensors, int hours, int perHour) {
        this(sensors, 0, hours, perHour);
    }

    /** Returns the hours of the same series that follow these. */
    public Readings next(int nextHours) {
        return new Readings(sensors, firstHour + hours, nextHours, perHour);
    }

    public int count() {
        return sensors * hours * perHour;
    }

    public SensorId sensor(int i) {
        return SensorId.of(PREFIX + i);
    }

    /** Passes all readings on in order of time; readings of one time in order of the sensors. */
    public void forEach(Consumer<Reading> consumer) {
        for (int i = 0; i < count(); i++) {
            consumer.accept(at(i));
        }
    }

    /** Returns a reading by its place in the order of {@link #forEach}. */
    Reading at(int place) {
        int sensor = place % sensors;
        long step = (long) firstHour * perHour + place / sensors;
        double angle = 2 * Math.PI * step / perHour / HOURS_PER_DAY;
        double noise = new SplittableRandom(sensor * SENSOR_FACTOR + step * TIME_FACTOR).nextDouble();
        double value = 1000 - 600 * Math.cos(angle + 0.01 * sensor) + 100 * noise;
        return Reading.of(sensor(sensor), START.plus(pace().multipliedBy(step)), Math.rint(value * 1000) / 1000);
    }

    /**
     * Returns the place of the last reading of a bucket of one hour.
     *
     * @param end end of the bucket
     */
    int placeOfLast(SensorId sensor, Instant end) {
        int index = Integer.parseInt(sensor.value().substring(PREFIX.length()));
        long step = Duration.between(START, end).dividedBy(pace()) - 1 - (long) firstHour * perHour;
        return Math.toIntExact(step * sensors + index);
    }

    private Duration pace() {
        return Duration.ofHours(1).dividedBy(perHour);
    }
}
