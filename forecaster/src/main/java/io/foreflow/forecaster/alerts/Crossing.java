package io.foreflow.forecaster.alerts;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The step that first meets a condition.
 *
 * @param at start of the step
 * @param value the number that meets it, in the sensor's unit
 * @param bound the number that it was compared with
 */
public record Crossing(Instant at, double value, double bound) {
    public Crossing {
        requireNonNull(at, "at");
        if (!Double.isFinite(value) || !Double.isFinite(bound)) {
            throw new IllegalArgumentException(
                    "the value (" + value + ") and the bound (" + bound + ") must be finite numbers");
        }
    }
}
