package io.foreflow.training.study;

import io.foreflow.models.engine.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Weights that a recipe starts from. */
final class PretrainedWeights {
    private PretrainedWeights() {}

    /** Empty if the recipe has none. */
    static Weights of(StudyRecipe recipe, Path folder) throws IOException {
        return new Weights(Map.of());
    }
}
