package io.foreflow.forecaster.alerts;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A step whose readings are complete.
 *
 * @param at start of the step
 * @param end end of the step
 * @param value value of its readings, in the sensor's unit
 */
public record ClosedStep(Instant at, Instant end, double value) {
    public ClosedStep {
        requireNonNull(at, "at");
        requireNonNull(end, "end");
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the value (" + value + ") must be a finite number");
        }
    }
}
