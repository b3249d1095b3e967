package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of one sensor, or an announcement: covariates of a past or future time, without a value.
 *
 * @param sensor the sensor
 * @param time time of the measurement, in event time
 * @param value finite, in the sensor's own unit; null in an announcement and, without covariates, in a reading that
 *     only moves the sensor's time on
 * @param covariates further finite numbers of that time, by name; empty if there are none
 */
public record Reading(
        SensorId sensor, Instant time, @Nullable Double value, Map<String, Double> covariates) {
    public Reading {
        requireNonNull(sensor, "sensor");
        requireNonNull(time, "time");
        if (value != null && !Double.isFinite(value)) {
            throw new IllegalArgumentException("value (" + value + ") must be a finite number");
        }
        covariates = Map.copyOf(covariates);
        covariates.forEach((name, number) -> {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("covariate " + name + " (" + number + ") must be a finite number");
            }
        });
    }

    public static Reading of(SensorId sensor, Instant time, double value) {
        return new Reading(sensor, time, value, Map.of());
    }

    /** Creates a reading without a value: it moves the sensor's time on and is not counted. */
    public static Reading timeOnly(SensorId sensor, Instant time) {
        return new Reading(sensor, time, null, Map.of());
    }

    /** Creates a reading with covariates and without a value, of any time: it does not move the sensor's time on. */
    public static Reading announcement(SensorId sensor, Instant time, Map<String, Double> covariates) {
        if (covariates.isEmpty()) {
            throw new IllegalArgumentException("an announcement needs covariates");
        }
        return new Reading(sensor, time, null, covariates);
    }

    /** Returns true if there are covariates and no value. */
    public boolean isAnnouncement() {
        return value == null && !covariates.isEmpty();
    }
}
