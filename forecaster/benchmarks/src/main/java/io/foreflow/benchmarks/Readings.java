package io.foreflow.benchmarks;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The readings that benchmarks use: every sensor has {@code perHour} readings an hour at the same pace, with a daily
 * shape and noise, without gaps or late data. So each hour makes exactly one window a sensor.
 *
 * @param sensors number of sensors
 * @param hours number of hours with readings
 * @param perHour readings per hour and sensor
 */
record Readings(int sensors, int hours, int perHour) {
    private static final Instant START = Instant.parse("2021-01-04T00:00:00Z");
    private static final double HOURS_PER_DAY = 24;

    int count() {
        return sensors * hours * perHour;
    }

    SensorId sensor(int i) {
        return SensorId.of("detector-" + i);
    }

    /** Passes all readings on in order of time; readings of one time in order of the sensors. */
    void forEach(Consumer<Reading> consumer) {
        Duration pace = Duration.ofHours(1).dividedBy(perHour);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < hours * perHour; i++) {
            Instant time = START.plus(pace.multipliedBy(i));
            double angle = 2 * Math.PI * i / perHour / HOURS_PER_DAY;
            for (int sensor = 0; sensor < sensors; sensor++) {
                double value = 1000 - 600 * Math.cos(angle + 0.01 * sensor) + 100 * random.nextDouble();
                consumer.accept(Reading.of(sensor(sensor), time, Math.rint(value * 1000) / 1000));
            }
        }
    }
}
