package io.foreflow.training.recipe;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;

/**
 * What is trained and how, for windows of one shape. See {@link Recipes} for how it is written.
 *
 * @param name of the recipe; models are named after it unless told otherwise
 * @param description one line for people
 * @param features how a window becomes the network's inputs
 * @param network whose inputs are those of the features
 * @param training how it is fitted
 * @param validationShare of the windows, the latest, that decide when to stop; above 0, below 1
 * @param maskShare of the training windows, 0 to 1, that are shown without their weekly memory
 * @param engine that fits it; which forecasts is the service's own choice
 */
public record Recipe(
        String name,
        String description,
        FeatureSet features,
        NetworkSpec network,
        TrainingSpec training,
        double validationShare,
        double maskShare,
        EngineChoice engine) {
    public Recipe {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(features, "features");
        requireNonNull(network, "network");
        requireNonNull(training, "training");
        requireNonNull(engine, "engine");
        if (!(validationShare > 0 && validationShare < 1)) {
            throw new IllegalArgumentException("validationShare (" + validationShare + ") must be above 0 and below 1");
        }
        if (!(maskShare >= 0 && maskShare <= 1)) {
            throw new IllegalArgumentException("maskShare (" + maskShare + ") must be from 0 to 1");
        }
    }
}
