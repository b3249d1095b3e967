package io.foreflow.training.job;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationScore;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.Bounds;
import io.foreflow.training.data.CovariateInputs;
import io.foreflow.training.data.Encoding;
import io.foreflow.training.data.SensorOutliers;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.ValidationForecasts;
import io.foreflow.training.fit.FittedRecipe;
import io.foreflow.training.fit.FollowedFits;
import io.foreflow.training.fit.ForecasterFit;
import io.foreflow.training.fit.ShareChoice;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.TrainingResult.DataFacts;
import io.foreflow.training.recipe.Recipe;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One offline training run: a pure function from a recipe and windows to a bundle, so that it can be mapped over
 * thousands of series. The same windows, recipe, provenance and engine give the same bundle, to the bit, on one machine.
 */
public final class TrainingJob {
    private TrainingJob() {}

    /** Returns the largest work of a run on these windows, in multiply-adds; covariates, if any, are not counted. */
    public static double work(Recipe recipe, WindowSet windows) {
        int fits = recipe.options().refit() ? 1 : 0;
        return FittedRecipe.work(recipe, List.of(), windows.shape(), windows.size())
                + fits * FollowedFits.work(recipe, windows.size(), recipe.epochs());
    }

    /**
     * Splits by time, fits, and evaluates on the validation block. The network reads the covariates of the training
     * windows if that is better on validation and the recipe's features can hold them.
     *
     * @param windows in any order; duplicates do not matter
     * @param listener hears of each epoch, numbered on over all fits. It may ask to stop and hears no more then: no
     *     further fit begins, and the best validated fit is taken, not one that was begun again on all windows
     * @throws IllegalArgumentException if there are too few windows, if they differ in shape, or if the recipe was read
     *     for another shape
     * @throws io.foreflow.models.engine.FitDivergedException if a loss is not finite
     */
    public static TrainingResult run(
            Recipe written,
            Collection<TrainingWindow> windows,
            Engine engine,
            Provenance provenance,
            TrainingListener listener) {
        WindowSet set = WindowSet.of(windows);
        requireFit(written, set);
        Split split = Split.byTime(set, written.options().validationShare());
        SensorOutliers outliers = SensorOutliers.of(set);
        Split fitted = outliers.without(split);
        TargetBounds bounds = Bounds.of(set, outliers);
        List<CovariateInput> covariates = CovariateInputs.of(split.training().windows());
        FollowedFits follower = new FollowedFits(listener);
        int rows = fitted.training().size();
        Recipe largest = written.reading(covariates, set.shape());
        FittedRecipe.plan(follower, written, covariates, set.shape(), rows);
        if (written.options().refit()) {
            follower.planFits(largest, set.size(), written.epochs(), 1);
        }
        FittedRecipe chosen = FittedRecipe.choose(
                written,
                covariates,
                set.shape(),
                tried -> follower.fit(tried, rows, tried.epochs(), told -> fit(tried, fitted, engine, told)),
                follower::isStopped);
        Recipe recipe = chosen.recipe();
        FitResult fit = chosen.fit();
        ForecasterFit fitting = new ForecasterFit(recipe, engine);
        Encoding.EncodedWindows training = rows(recipe, fitted.training());
        DataFacts data = DataFacts.of(set, split, training.samples().rows(), training.leftOut(), outliers.notes());
        TrainedModel alone = bundle(recipe, provenance, engine, set, bounds, fit, fit.weights(), data, Map.of());
        ForecastTask task = recipe.features().correctsBlend()
                ? drawnToTheBlend(alone, split.validation(), outliers, engine)
                : alone.forecastTask();
        ValidationForecasts validated = ValidationForecasts.of(split, alone.with(task), network -> engine);
        Weights weights = recipe.options().refit()
                ? refitted(recipe, outliers.without(set), fitting, fit, follower, largest)
                : fit.weights();
        TrainedModel bundle = bundle(
                        recipe,
                        provenance,
                        engine,
                        set,
                        bounds,
                        fit,
                        weights,
                        data,
                        validated.evaluation().scores())
                .with(task.with(validated.intervals()));
        return new TrainingResult(bundle, recipe, fit, data, validated.evaluation());
    }

    /**
     * Returns the task with half of the network's correction for each sensor where that was better on validation than
     * all of it.
     */
    private static ForecastTask drawnToTheBlend(
            TrainedModel alone, WindowSet validation, SensorOutliers outliers, Engine engine) {
        ShareChoice choice = ShareChoice.of(alone, validation, outliers, network -> engine);
        ForecastTask task = alone.forecastTask();
        Map<SensorId, MemberShares> shares = new HashMap<>();
        choice.sharesBySensor().forEach((sensor, own) -> shares.put(sensor, withNetwork(own)));
        MemberShares otherwise = withNetwork(choice.otherwise(Set.of(NamedNetwork.ONLY, MemberShares.BLEND)));
        boolean whole = otherwise.equals(MemberShares.of(NamedNetwork.ONLY))
                && shares.values().stream().allMatch(otherwise::equals);
        return whole
                ? task
                : new ForecastTask(task.shape(), task.zones(), task.bounds(), task.members(), shares, otherwise);
    }

    /**
     * Returns the shares with the network added. A network's recipe always yields a model with its network; the gate
     * refuses a model that the baselines beat.
     */
    private static MemberShares withNetwork(MemberShares own) {
        return own.byMember().containsKey(NamedNetwork.ONLY)
                ? own
                : new MemberShares(Map.of(NamedNetwork.ONLY, 0.5, MemberShares.BLEND, 0.5));
    }

    private static FitResult fit(Recipe recipe, Split split, Engine engine, FitListener listener) {
        return new ForecasterFit(recipe, engine)
                .choosing(
                        rows(recipe, split.training()).samples(),
                        Encoding.validation(split.validation(), recipe.features(), recipe.covariates())
                                .samples(),
                        listener);
    }

    private static Encoding.EncodedWindows rows(Recipe recipe, WindowSet windows) {
        return Encoding.training(
                windows,
                recipe.features(),
                recipe.covariates(),
                recipe.options().maskShare(),
                recipe.training().seed());
    }

    /**
     * Fits on all windows, with the best number of epochs. If that is stopped, it returns the weights of the previous
     * fit.
     *
     * @param planned recipe that was planned for it
     */
    private static Weights refitted(
            Recipe recipe, WindowSet set, ForecasterFit fitting, FitResult fit, FollowedFits follower, Recipe planned) {
        if (follower.isStopped()) {
            return fit.weights();
        }
        int epochs = Math.max(1, fit.bestEpoch());
        int most = recipe.epochs() - recipe.training().epochs() + epochs;
        // In this order: otherwise it would seem for a moment that hardly any work is left.
        follower.planFits(recipe, set.size(), most, 1);
        follower.planFits(planned, set.size(), planned.epochs(), -1);
        FitResult refit = follower.fit(
                recipe,
                set.size(),
                most,
                listening -> fitting.fixed(epochs, rows(recipe, set).samples(), listening));
        return follower.isStopped() ? fit.weights() : refit.weights();
    }

    private static void requireFit(Recipe recipe, WindowSet set) {
        if (!recipe.network().inputs().equals(recipe.features().inputs(set.shape()))
                || !recipe.network().outputShape().equals(recipe.features().output(set.shape()))) {
            throw new IllegalArgumentException("recipe " + recipe.name() + " reads "
                    + recipe.network().inputs() + " and yields "
                    + recipe.network().outputShape()
                    + ", which does not fit windows of " + set.shape() + "; read the recipe for their shape");
        }
    }

    private static TrainedModel bundle(
            Recipe recipe,
            Provenance provenance,
            Engine engine,
            WindowSet set,
            TargetBounds bounds,
            FitResult fit,
            Weights weights,
            DataFacts data,
            Map<String, ValidationScore> scores) {
        return new TrainedModel(
                provenance.ref(),
                recipe.network(),
                weights,
                new ForecastTask(
                        set.shape(),
                        new HashSet<>(data.zones()),
                        bounds,
                        recipe.features().label(),
                        recipe.covariates()),
                new ModelCard(
                                provenance.buildOf(recipe.name(), engine.name()),
                                new FitFacts(
                                        data.digest(),
                                        data.windows(),
                                        data.sensors().size(),
                                        recipe.training().seed(),
                                        fit.epochs().size(),
                                        fit.bestEpoch()),
                                scores)
                        .scoredOn(data.block()));
    }
}
