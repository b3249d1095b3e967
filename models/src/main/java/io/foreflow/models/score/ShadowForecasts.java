package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import java.util.List;

/**
 * The waiting forecasts of the model that forecasts one sensor in the champion's shadow.
 *
 * @param model the shadow
 * @param waiting forecasts whose values are not all known; those of other models do not count
 */
public record ShadowForecasts(ModelRef model, ShadowRole role, List<PendingForecast> waiting) {
    public ShadowForecasts {
        requireNonNull(model, "model");
        requireNonNull(role, "role");
        waiting = List.copyOf(waiting);
    }
}
