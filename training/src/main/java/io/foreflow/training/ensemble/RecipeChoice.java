package io.foreflow.training.ensemble;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.FailedTrainingException;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingJob;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recipe to train: an ensemble or one network.
 *
 * @param name name or file, as it was given
 * @param text the text that the recipe follows from: its name if it comes with Foreflow, otherwise its file's
 * @param shape shape of the windows
 * @param network recipe of one network; empty for the ensemble {@value Ensembles#DEFAULT}
 */
public record RecipeChoice(String name, String text, WindowShape shape, Optional<Recipe> network) {
    private static final Logger LOG = LoggerFactory.getLogger(RecipeChoice.class);

    public RecipeChoice {
        requireNonNull(name, "name");
        requireNonNull(text, "text");
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
        return of(nameOrFile, isBuiltIn(nameOrFile) ? nameOrFile : Recipes.file(nameOrFile), shape);
    }

    /**
     * Reads a recipe from the name and text of another choice, so that its file need not be there.
     *
     * @throws io.foreflow.training.recipe.InvalidRecipeException if it cannot be used
     */
    public static RecipeChoice of(String name, String text, WindowShape shape) {
        if (name.equals(Ensembles.DEFAULT)) {
            return new RecipeChoice(name, text, shape, Optional.empty());
        }
        Recipe recipe = isBuiltIn(name) ? Recipes.builtIn(name, shape) : Recipes.read(name, text, shape);
        return new RecipeChoice(name, text, shape, Optional.of(recipe));
    }

    /** Returns true if a recipe of this name comes with Foreflow. */
    public static boolean isBuiltIn(String name) {
        return name.equals(Ensembles.DEFAULT) || Recipes.BUILT_IN.contains(name);
    }

    /**
     * Trains a model.
     *
     * @param listener hears of the progress
     * @throws FailedTrainingException if it diverges, or if there are too few windows; then its cause is a
     *     {@link io.foreflow.training.data.TooLittleDataException}
     */
    public TrainingResult train(List<TrainingWindow> windows, Provenance provenance, TrainingListener listener) {
        return network.isPresent()
                ? train(network.get(), windows, provenance, listener)
                : train(Ensembles.defaultPlan(shape), windows, provenance, listener);
    }

    /**
     * Trains the recipe of one network, on the engine that it names.
     *
     * @param listener hears of the progress
     * @throws FailedTrainingException if it diverges, or if there are too few windows
     */
    public static TrainingResult train(
            Recipe recipe, Collection<TrainingWindow> windows, Provenance provenance, TrainingListener listener) {
        Selection selection =
                new EngineSelector(recipe.options().engine()).forTraining(recipe.network(), recipe.training());
        LOG.info("recipe {} is trained on {}", recipe.name(), selection);
        try {
            return TrainingJob.run(recipe, windows, selection.engine(), provenance, listener);
        } catch (FitDivergedException e) {
            throw new FailedTrainingException(
                    e.getMessage() + "; give the recipe a smaller learningRate (foreflow recipes show " + recipe.name()
                            + ")",
                    e);
        } catch (IllegalArgumentException e) {
            throw new FailedTrainingException("recipe " + recipe.name() + " cannot be trained: " + e.getMessage(), e);
        }
    }

    /**
     * Trains an ensemble.
     *
     * @param listener hears of the progress
     * @throws FailedTrainingException if it diverges, or if there are too few windows
     */
    public static TrainingResult train(
            EnsemblePlan plan, List<TrainingWindow> windows, Provenance provenance, TrainingListener listener) {
        try {
            return new EnsembleJob(
                            plan,
                            recipe -> new EngineSelector(recipe.options().engine())
                                    .forTraining(recipe.network(), recipe.training())
                                    .engine(),
                            network -> new EngineSelector(EngineChoice.AUTO)
                                    .forForecasting(network)
                                    .engine(),
                            listener)
                    .run(windows, provenance);
        } catch (FitDivergedException | IllegalArgumentException e) {
            throw new FailedTrainingException("recipe " + plan.name() + " cannot be trained: " + e.getMessage(), e);
        }
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
