package io.foreflow.training.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The recipes that come with Foreflow, and those of users, all written alike:
 *
 * <pre>
 * name: dense
 * description: one line for people
 * features: context-row     # see FeatureSet; the network's inputs follow from it
 * validationShare: 0.2      # of the windows, the latest; 0.2 when absent
 * maskShare: 0.1            # of the training windows without weekly memory; 0.1 when absent
 * engine: auto              # that fits: auto, fused or dl4j; auto when absent
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

    private Recipes() {}

    /**
     * The recipe of this name, or else the one in the file of this name.
     *
     * @throws InvalidRecipeException if there is neither, or if the file is not a recipe; tells all problems at once
     */
    public static Recipe find(String nameOrFile, WindowShape shape) {
        return BUILT_IN.contains(nameOrFile) ? builtIn(nameOrFile, shape) : file(nameOrFile, shape);
    }

    /** @throws InvalidRecipeException if there is none of this name, or if it cannot serve this shape */
    public static Recipe builtIn(String name, WindowShape shape) {
        return RecipeReader.read(name, yaml(name), shape);
    }

    /** The YAML of a recipe that comes with Foreflow. */
    public static String yaml(String name) {
        if (!BUILT_IN.contains(name)) {
            throw unknown(name);
        }
        try (InputStream resource = Recipes.class.getResourceAsStream(name + ".yaml")) {
            if (resource == null) {
                throw new IllegalStateException("the resource " + name + ".yaml is missing");
            }
            return new String(resource.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name + ".yaml", e);
        }
    }

    private static Recipe file(String file, WindowShape shape) {
        String yaml;
        try {
            yaml = Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw unknown(file);
        } catch (CharacterCodingException e) {
            throw new InvalidRecipeException(file, List.of("the file is not UTF-8 text"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the recipe " + file + ": " + e.getMessage(), e);
        }
        return RecipeReader.read(file, yaml, shape);
    }

    private static InvalidRecipeException unknown(String name) {
        return new InvalidRecipeException(
                name,
                List.of("there is no file and no recipe of this name; recipes of one network are "
                        + String.join(", ", BUILT_IN) + "; foreflow recipes list shows all"));
    }
}
