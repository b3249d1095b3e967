package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * A model's provenance and scores.
 *
 * @param build how it was made
 * @param fit the data and the fit
 * @param validation a forecaster's scores on the validation block by name of the model or baseline
 * @param metrics a classifier's or regressor's metrics by name, for instance {@code testAccuracy}; NaN for an unknown one
 * @param block the windows on which a forecaster was scored; empty if unknown
 * @param forced true if the model was published although a gate had refused it. A bundle on a topic never changes: a
 *     later forced promotion is recorded in the alias
 */
public record ModelCard(
        BuildFacts build,
        FitFacts fit,
        Map<String, ValidationScore> validation,
        Map<String, Double> metrics,
        Optional<ValidationBlock> block,
        boolean forced) {
    public ModelCard {
        requireNonNull(build, "build");
        requireNonNull(fit, "fit");
        requireNonNull(block, "block");
        validation = Map.copyOf(validation);
        metrics = Map.copyOf(metrics);
    }

    /** Makes a forecaster's card. */
    public ModelCard(BuildFacts build, FitFacts fit, Map<String, ValidationScore> validation) {
        this(build, fit, validation, Map.of(), Optional.empty(), false);
    }

    /** Makes the card of a classifier or regressor. */
    public static ModelCard ofInference(BuildFacts build, FitFacts fit, Map<String, Double> metrics) {
        return new ModelCard(build, fit, Map.of(), metrics, Optional.empty(), false);
    }

    /** Returns this card with the block on which the scores were taken. */
    public ModelCard scoredOn(ValidationBlock block) {
        return new ModelCard(build, fit, validation, metrics, Optional.of(block), forced);
    }

    /** Returns this card, marked as published although a gate refused the model. */
    public ModelCard publishedByForce() {
        return new ModelCard(build, fit, validation, metrics, block, true);
    }
}
