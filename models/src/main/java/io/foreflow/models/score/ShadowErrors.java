package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Values;

/**
 * The errors of the forecasts that a shadow made of one step.
 *
 * @param model the shadow
 * @param errors by lead, forecast less actual value, in the sensor's unit; NaN where it made no forecast
 */
public record ShadowErrors(ModelRef model, ShadowRole role, Values errors) {
    public ShadowErrors {
        requireNonNull(model, "model");
        requireNonNull(role, "role");
        requireNonNull(errors, "errors");
    }
}
