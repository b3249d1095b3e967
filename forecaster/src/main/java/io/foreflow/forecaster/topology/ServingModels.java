package io.foreflow.forecaster.topology;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.score.ShadowRole;
import java.util.Optional;

/**
 * The models that serve a sensor.
 *
 * @param name name of the model, whatever its version
 * @param champion version whose forecasts are published; empty if there is none
 * @param shadow version that forecasts beside it
 */
public record ServingModels(String name, Optional<ServingModel> champion, Optional<Shadow> shadow) {
    public static final ServingModels NONE = new ServingModels("", Optional.empty(), Optional.empty());

    public ServingModels {
        requireNonNull(name, "name");
        requireNonNull(champion, "champion");
        requireNonNull(shadow, "shadow");
    }

    /** A model whose forecasts are scored but not published. */
    public record Shadow(ServingModel model, ShadowRole role) {
        public Shadow {
            requireNonNull(model, "model");
            requireNonNull(role, "role");
        }
    }
}
