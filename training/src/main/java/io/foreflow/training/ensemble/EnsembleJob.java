package io.foreflow.training.ensemble;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationScore;
import io.foreflow.models.network.NetworkSpec;
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
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.job.TrainingResult.DataFacts;
import io.foreflow.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Trains an ensemble. It fits the members before the validation block. There it chooses their penalties, their epochs,
 * their covariates, and for each sensor the members to average. Then it fits them again on all windows. A pure function
 * from a plan and windows to a bundle.
 */
public final class EnsembleJob {
    private final EnsemblePlan plan;
    private final Function<NetworkSpec, Engine> forecasting;
    private final Function<Recipe, Engine> training;
    private final TrainingListener listener;

    /**
     * @param training engine that fits a recipe
     * @param forecasting engine that runs a network
     * @param listener hears of each epoch, numbered on over all fits. It may ask to stop and hears no more then: no
     *     further network is fitted, and nothing is fitted again on all windows
     */
    public EnsembleJob(
            EnsemblePlan plan,
            Function<Recipe, Engine> training,
            Function<NetworkSpec, Engine> forecasting,
            TrainingListener listener) {
        this.plan = plan;
        this.training = training;
        this.forecasting = forecasting;
        this.listener = listener;
    }

    /** Returns the largest work of a run on these windows, in multiply-adds; covariates, if any, are not counted. */
    public static double work(EnsemblePlan plan, WindowSet windows) {
        int rows = Math.min(plan.rows(), windows.size());
        double networks = plan.networks().stream()
                .mapToDouble(recipe -> FittedRecipe.work(recipe, List.of(), windows.shape(), rows)
                        + plan.seeds() * FollowedFits.work(recipe, rows, recipe.epochs()))
                .sum();
        return networks + RegressionWork.of(windows, plan.rows());
    }

    /**
     * @return the model with its fit and evaluation; the fit is that of the first network before the validation block
     * @throws IllegalArgumentException if there are too few windows, or if they differ in shape
     * @throws io.foreflow.models.engine.FitDivergedException if a loss is not finite
     */
    public TrainingResult run(List<TrainingWindow> windows, Provenance provenance) {
        WindowSet set = WindowSet.of(windows);
        Split split = Split.byTime(set, plan.validationShare());
        SensorOutliers outliers = SensorOutliers.of(set);
        Split fitted = outliers.without(split);
        TargetBounds bounds = Bounds.of(set, outliers);
        List<CovariateInput> covariates = CovariateInputs.of(split.training().windows());
        FollowedFits follower = new FollowedFits(listener);
        int rows = Math.min(plan.rows(), fitted.training().size());
        for (Recipe recipe : plan.networks()) {
            FittedRecipe.plan(follower, recipe, covariates, set.shape(), rows);
            planRefits(follower, recipe.reading(covariates, set.shape()), set, recipe.epochs(), plan.seeds());
        }
        RegressionWork regressions = new RegressionWork(follower, set, plan.rows());
        EnsembleLimits limits = EnsembleLimits.of(plan, set);
        LinearMembers linear = LinearMembers.choose(fitted, split, limits, regressions);
        List<FittedRecipe> fits = new ArrayList<>();
        for (Recipe recipe : plan.networks()) {
            if (fits.isEmpty() || !follower.isStopped()) {
                fits.add(FittedRecipe.choose(
                        recipe,
                        covariates,
                        set.shape(),
                        tried -> follower.fit(tried, rows, tried.epochs(), listening -> fit(tried, fitted, listening)),
                        follower::isStopped));
            }
        }
        FittedMembers before =
                linear.fit(fitted.training(), split.training(), regressions).and(networks(fits));
        TrainedModel validated =
                bundle(provenance, set, bounds, before, Map.of(), MemberShares.of(MemberShares.BLEND), Map.of(), fits);
        ShareChoice choice = ShareChoice.of(validated, split.validation(), outliers, forecasting);
        Map<SensorId, MemberShares> shares = choice.sharesOrBaselines();
        MemberShares otherwise = choice.otherwise(before.common());
        TrainedModel candidate =
                bundle(provenance, set, bounds, before.used(shares, otherwise), shares, otherwise, Map.of(), fits);
        ValidationForecasts result = ValidationForecasts.of(split, candidate, forecasting);
        FittedMembers after = refit(linear, fits, outliers.without(set), set, follower, covariates, regressions)
                .orElse(before)
                .used(shares, otherwise);
        FittedRecipe first = fits.get(0);
        DataFacts data = DataFacts.of(
                        set, split, Math.min(plan.rows(), fitted.training().size()), 0, outliers.notes())
                .limitedBy(limits.notes());
        TrainedModel bundle = bundle(
                provenance,
                set,
                bounds,
                after,
                shares,
                otherwise,
                result.evaluation().scores(),
                fits);
        return new TrainingResult(
                bundle.with(bundle.card().scoredOn(data.block()))
                        .with(bundle.forecastTask().with(result.intervals())),
                first.recipe().named(plan.name(), plan.description()),
                first.fit(),
                data,
                result.evaluation());
    }

    private FitResult fit(Recipe recipe, Split split, FitListener listening) {
        return new ForecasterFit(recipe, training.apply(recipe))
                .choosing(
                        rows(recipe, split.training(), recipe.options().maskShare())
                                .samples(),
                        rows(recipe, split.validation(), 0).samples(),
                        listening);
    }

    private Encoding.EncodedWindows rows(Recipe recipe, WindowSet windows, double maskShare) {
        return Encoding.training(
                windows.spread(plan.rows()),
                recipe.features(),
                recipe.covariates(),
                maskShare,
                recipe.training().seed());
    }

    private static FittedMembers networks(List<FittedRecipe> fits) {
        return FittedMembers.of(fits, network -> List.of(network.fit().weights()));
    }

    /** Fits everything again, on all windows; empty if that was stopped. */
    private Optional<FittedMembers> refit(
            LinearMembers linear,
            List<FittedRecipe> fits,
            WindowSet shared,
            WindowSet set,
            FollowedFits follower,
            List<CovariateInput> covariates,
            RegressionWork regressions) {
        if (follower.isStopped()) {
            return Optional.empty();
        }
        for (int i = 0; i < fits.size(); i++) {
            Recipe largest = plan.networks().get(i).reading(covariates, set.shape());
            // In this order: otherwise it would seem for a moment that hardly any work is left.
            planRefits(follower, fits.get(i).recipe(), shared, refitEpochs(fits.get(i)), plan.seeds());
            planRefits(follower, largest, set, largest.epochs(), -plan.seeds());
        }
        FittedMembers networks = refitted(fits, shared, follower);
        return follower.isStopped()
                ? Optional.empty()
                : Optional.of(linear.fit(shared, set, regressions).and(networks));
    }

    private void planRefits(FollowedFits follower, Recipe recipe, WindowSet set, int epochs, int seeds) {
        follower.planFits(recipe, Math.min(plan.rows(), set.size()), epochs, seeds);
    }

    private static int refitEpochs(FittedRecipe network) {
        Recipe recipe = network.recipe();
        return recipe.epochs() - recipe.training().epochs() + epochs(network);
    }

    /** Fits each network with several seeds, for its best number of epochs; not all of them if it is stopped. */
    private FittedMembers refitted(List<FittedRecipe> fits, WindowSet set, FollowedFits follower) {
        return FittedMembers.of(fits, network -> {
            Recipe recipe = network.recipe();
            List<Weights> seeds = new ArrayList<>();
            for (int seed = 0; seed < plan.seeds() && !follower.isStopped(); seed++) {
                Recipe seeded = recipe.withSeed(recipe.training().seed() + seed);
                seeds.add(follower.fit(
                                seeded,
                                Math.min(plan.rows(), set.size()),
                                refitEpochs(network),
                                listening -> new ForecasterFit(seeded, training.apply(seeded))
                                        .fixed(
                                                epochs(network),
                                                rows(
                                                                seeded,
                                                                set,
                                                                recipe.options().maskShare())
                                                        .samples(),
                                                listening))
                        .weights());
            }
            return seeds;
        });
    }

    /** Returns the number of epochs of the first phase, for the fit on all windows. */
    private static int epochs(FittedRecipe network) {
        return Math.max(1, network.fit().bestEpoch());
    }

    private TrainedModel bundle(
            Provenance provenance,
            WindowSet set,
            TargetBounds bounds,
            FittedMembers members,
            Map<SensorId, MemberShares> shares,
            MemberShares otherwise,
            Map<String, ValidationScore> scores,
            List<FittedRecipe> fits) {
        FitResult first = fits.get(0).fit();
        return new TrainedModel(
                provenance.ref(),
                members.networks(),
                new ForecastTask(set.shape(), new HashSet<>(set.zones()), bounds, members.members(), shares, otherwise),
                new ModelCard(
                        provenance.buildOf(
                                plan.name(),
                                training.apply(plan.networks().get(0)).name()),
                        new FitFacts(
                                set.digest(),
                                set.size(),
                                set.sensors().size(),
                                plan.networks().get(0).training().seed(),
                                first.epochs().size(),
                                first.bestEpoch()),
                        scores));
    }
}
