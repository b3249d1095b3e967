package io.foreflow.training.fit;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe;
import java.util.List;
import java.util.function.Function;

/**
 * A recipe with what came of its fit before the validation block.
 *
 * @param recipe with the covariates that its network reads
 * @param fit of its network
 */
public record FittedRecipe(Recipe recipe, FitResult fit) {
    public FittedRecipe {
        requireNonNull(recipe, "recipe");
        requireNonNull(fit, "fit");
    }

    /**
     * Fits a recipe without covariates and, if it has a place for them, with them: what has the least loss on validation is taken.
     *
     * @param covariates that could be read, possibly none
     * @param fit called once or twice
     */
    public static FittedRecipe choose(
            Recipe recipe, List<CovariateInput> covariates, WindowShape shape, Function<Recipe, FitResult> fit) {
        FittedRecipe without = new FittedRecipe(recipe, fit.apply(recipe));
        Recipe reading = recipe.reading(covariates, shape);
        if (reading.equals(recipe)) {
            return without;
        }
        FittedRecipe with = new FittedRecipe(reading, fit.apply(reading));
        return with.loss() < without.loss() ? with : without;
    }

    /** On validation, of the best epoch; infinite if there was none. */
    private double loss() {
        return fit.bestEpoch() == 0
                ? Double.POSITIVE_INFINITY
                : fit.epochs().get(fit.bestEpoch() - 1).validationLoss();
    }
}
