package io.foreflow.training.fit;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.network.Metric;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A recipe with its fit before the validation block.
 *
 * @param recipe recipe with the covariates that its network reads
 * @param fit fit of its network
 */
public record FittedRecipe(Recipe recipe, FitResult fit) {
    public FittedRecipe {
        requireNonNull(recipe, "recipe");
        requireNonNull(fit, "fit");
    }

    /**
     * Returns the largest work of the fits that {@link #choose} makes, see {@link FollowedFits}.
     *
     * @param rows number of rows of an epoch
     */
    public static double work(Recipe recipe, List<CovariateInput> covariates, WindowShape shape, int rows) {
        Recipe reading = recipe.reading(covariates, shape);
        double further = reading.equals(recipe) ? 0 : FollowedFits.work(reading, rows, recipe.epochs());
        return recipe.tried().size() * FollowedFits.work(recipe, rows, recipe.epochs()) + further;
    }

    /** Plans the fits that {@link #choose} makes at most; parameters as for {@link #work}. */
    public static void plan(
            FollowedFits follower, Recipe recipe, List<CovariateInput> covariates, WindowShape shape, int rows) {
        follower.planFits(recipe, rows, recipe.epochs(), recipe.tried().size());
        Recipe reading = recipe.reading(covariates, shape);
        if (!reading.equals(recipe)) {
            follower.planFits(reading, rows, recipe.epochs(), 1);
        }
    }

    /**
     * Fits a recipe with each of its losses, and the best of them once more with covariates, if it can read any.
     * Returns the fit with the least error on validation.
     *
     * @param covariates covariates that could be read, possibly none
     * @param fit called once for each loss, and once more with covariates
     * @param stopped called before each fit but the first; if it returns true, no further fit begins, and the best so
     *     far is returned
     */
    public static FittedRecipe choose(
            Recipe recipe,
            List<CovariateInput> covariates,
            WindowShape shape,
            Function<Recipe, FitResult> fit,
            BooleanSupplier stopped) {
        List<FittedRecipe> fits = new ArrayList<>();
        for (Recipe tried : recipe.tried()) {
            if (fits.isEmpty() || !stopped.getAsBoolean()) {
                fits.add(new FittedRecipe(tried, fit.apply(tried)));
            }
        }
        FittedRecipe best = Collections.min(fits, Comparator.comparingDouble(FittedRecipe::error));
        Recipe reading = best.recipe().reading(covariates, shape);
        if (reading.equals(best.recipe()) || stopped.getAsBoolean()) {
            return best;
        }
        FittedRecipe with = new FittedRecipe(reading, fit.apply(reading));
        return with.error() < best.error() ? with : best;
    }

    /**
     * Returns the validation error of the best epoch: the mean absolute error if it is known, else the loss; infinite
     * if there was no epoch.
     */
    private double error() {
        if (fit.bestEpoch() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        EpochLoss best = fit.epochs().get(fit.bestEpoch() - 1);
        return recipe.training().metric().equals(Optional.of(Metric.MAE))
                ? best.validationMetric()
                : best.validationLoss();
    }
}
