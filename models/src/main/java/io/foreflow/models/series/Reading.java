package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of one sensor.
 *
 * @param sensor who measured
 * @param time when, in event time
 * @param value finite, in the sensor's own unit; null only moves the sensor's time on
 * @param covariates further finite numbers measured with it, by name; empty when there are none
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

    /** A reading without a value: it moves the sensor's time on and is not counted. */
    public static Reading timeOnly(SensorId sensor, Instant time) {
        return new Reading(sensor, time, null, Map.of());
    }
}
