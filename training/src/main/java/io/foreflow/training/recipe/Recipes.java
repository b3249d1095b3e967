package io.foreflow.training.recipe;

import io.foreflow.models.series.WindowShape;
import java.util.List;

/**
 * Finds forecasters' recipes: those that come with Foreflow, and users' files. All are written alike:
 *
 * <pre>
 * name: dense
 * description: one line for people
 * features: context-row     # see FeatureSet; the network's inputs follow from it
 * validationShare: 0.2      # of the windows, the latest; 0.2 when absent
 * maskShare: 0.1            # of the training windows without weekly memory; 0.1 when absent
 * engine: auto              # that fits: auto, fused, dl4j or cuda; auto when absent
 * whiten: true              # the input is whitened while the network learns; false when absent
 * refit: true               # on all windows, with the epochs that validation chose; false when absent
 * finish: [{epochs: 3, rate: 0.2}]     # further epochs at a share of the learning rate; none when absent
 * losses: [mse, {type: quantile, level: 0.5}]    # tried beside the training's; the least absolute error on validation is taken
 * network:                  # see SpecJson; without inputs
 *   layers:
 *     - {type: dense, units: 32, activation: relu}
 *     - {type: dense, units: horizon}    # "horizon" stands for the number of target steps
 * training:                 # see SpecJson
 *   loss: mae
 *   optimizer: {type: adam, learningRate: 0.001}
 *   epochs: 40
 * </pre>
 */
public final class Recipes {
    /** Names of the recipes that come with Foreflow; the tutorials' see six lags, the others the window's context. */
    public static final List<String> BUILT_IN =
            List.of("dense", "simple-rnn", "lstm", "gru", "tutorial-dense", "tutorial-simple-rnn", "tutorial-lstm");

    private static final String KNOWN =
            "recipes of one network are " + String.join(", ", BUILT_IN) + "; foreflow recipes list shows all";

    private Recipes() {}

    /**
     * Reads the recipe of this name, or else the one in the file of this name.
     *
     * @throws InvalidRecipeException if there is neither, or if the file is not a recipe; tells all problems at once
     */
    public static Recipe find(String nameOrFile, WindowShape shape) {
        return RecipeReader.read(
                nameOrFile, BUILT_IN.contains(nameOrFile) ? yaml(nameOrFile) : file(nameOrFile), shape);
    }

    /**
     * Returns the YAML in a user's file.
     *
     * @throws InvalidRecipeException if it cannot be read
     */
    public static String file(String file) {
        return RecipeDocument.file(file, KNOWN);
    }

    /**
     * Reads a recipe.
     *
     * @param source name or file of the recipe, for messages
     * @throws InvalidRecipeException if it is not a recipe; tells all problems at once
     */
    public static Recipe read(String source, String yaml, WindowShape shape) {
        return RecipeReader.read(source, yaml, shape);
    }

    /** @throws InvalidRecipeException if there is none of this name, or if it cannot serve this shape */
    public static Recipe builtIn(String name, WindowShape shape) {
        return RecipeReader.read(name, yaml(name), shape);
    }

    /** Returns the YAML of a recipe that comes with Foreflow. */
    public static String yaml(String name) {
        if (!BUILT_IN.contains(name)) {
            throw new InvalidRecipeException(name, List.of("there is no recipe of this name; " + KNOWN));
        }
        return RecipeDocument.resource(Recipes.class, name);
    }
}
