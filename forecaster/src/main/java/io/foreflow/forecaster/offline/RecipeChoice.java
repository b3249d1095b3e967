package io.foreflow.forecaster.offline;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.ensemble.EnsembleLimits;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.RecipeDocument;
import io.foreflow.training.recipe.Recipes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A recipe to train: an ensemble or one network.
 *
 * @param name name or file, as it was given
 * @param shape shape of the windows
 * @param network recipe of one network; empty for the ensemble {@value Ensembles#DEFAULT}
 */
public record RecipeChoice(String name, WindowShape shape, Optional<Recipe> network) {
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    public RecipeChoice {
        requireNonNull(name, "name");
        requireNonNull(shape, "shape");
        requireNonNull(network, "network");
    }

    /**
     * Finds a recipe.
     *
     * @param nameOrFile {@value Ensembles#DEFAULT}, the name of a recipe of Foreflow, or a file
     * @throws io.foreflow.training.recipe.InvalidRecipeException if there is none, or if it cannot be used
     */
    public static RecipeChoice find(String nameOrFile, WindowShape shape) {
        return new RecipeChoice(
                nameOrFile,
                shape,
                nameOrFile.equals(Ensembles.DEFAULT) ? Optional.empty() : Optional.of(Recipes.find(nameOrFile, shape)));
    }

    /** Returns true if a recipe of this name comes with Foreflow. */
    public static boolean isBuiltIn(String name) {
        return name.equals(Ensembles.DEFAULT) || Recipes.BUILT_IN.contains(name);
    }

    /**
     * Trains a model.
     *
     * @throws io.foreflow.forecaster.terminal.CommandException if it diverges, or if there are too few windows
     */
    public TrainingResult train(Environment environment, List<TrainingWindow> windows, ModelRef ref, Instant created) {
        return network.isPresent()
                ? Training.run(environment, network.get(), windows, ref, created, NO_LIMIT)
                : Training.run(environment, Ensembles.defaultPlan(shape), windows, ref, created);
    }

    /** Returns the text that the recipe follows from: its name if it comes with Foreflow, otherwise its file. */
    public String text() {
        return isBuiltIn(name) ? name : RecipeDocument.file(name, "foreflow recipes list shows all");
    }

    /**
     * Trains a model, without a progress bar of its own.
     *
     * @param listener hears of the progress
     * @throws io.foreflow.forecaster.terminal.CommandException if it diverges, or if there are too few windows; then
     *     its cause is a {@link io.foreflow.training.data.TooLittleDataException}
     */
    public TrainingResult train(
            List<TrainingWindow> windows, ModelRef ref, Instant created, TrainingListener listener) {
        return network.isPresent()
                ? Training.run(network.get(), windows, ref, created, listener)
                : Training.run(Ensembles.defaultPlan(shape), windows, ref, created, listener);
    }

    /**
     * Returns what will be left out, or see fewer windows, because there is so much: a short line each.
     *
     * @param windows windows of the training, at least one
     */
    public List<String> limits(List<TrainingWindow> windows) {
        return network.isPresent()
                ? List.of()
                : EnsembleLimits.of(Ensembles.defaultPlan(shape), WindowSet.of(windows))
                        .notes();
    }
}
