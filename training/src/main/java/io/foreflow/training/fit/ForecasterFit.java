package io.foreflow.training.fit;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipe.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fits a recipe's network on encoded windows, in phases, on whitened inputs if the recipe wants that. The resulting
 * weights are for the original inputs.
 */
public final class ForecasterFit {
    private final Recipe recipe;
    private final Engine engine;

    public ForecasterFit(Recipe recipe, Engine engine) {
        this.recipe = recipe;
        this.engine = engine;
    }

    /**
     * Fits with the recipe's epochs and early stopping.
     *
     * @param validation rows that decide when to stop
     * @return the epochs of all phases, numbered on; the best epoch is that of the first phase
     */
    public FitResult choosing(Samples training, Samples validation, FitListener listener) {
        return fit(recipe.training(), training, Optional.of(validation), listener);
    }

    /** Fits with a fixed number of epochs in the first phase, and without validation. */
    public FitResult fixed(int epochs, Samples training, FitListener listener) {
        return fit(recipe.training().withEpochs(epochs), training, Optional.empty(), listener);
    }

    private FitResult fit(TrainingSpec first, Samples training, Optional<Samples> validation, FitListener listener) {
        Optional<Whitening> whitening = recipe.options().whiten()
                ? Optional.of(Whitening.of(training, whitened(recipe.features())))
                : Optional.empty();
        Samples rows = whitening.map(whitener -> whitener.apply(training)).orElse(training);
        Optional<Samples> validated = validation.map(
                samples -> whitening.map(whitener -> whitener.apply(samples)).orElse(samples));
        Phases fitted = Phases.fit(
                Initialization.weights(recipe.network(), first.seed()),
                phases(first),
                listener,
                (weights, phase, heard) -> engine.fit(recipe.network(), weights, rows, validated, phase, heard));
        Weights weights = fitted.last().weights();
        return new FitResult(
                whitening
                        .map(whitener -> whitener.folded(recipe.network(), weights))
                        .orElse(weights),
                fitted.epochs(),
                fitted.first().bestEpoch());
    }

    private List<TrainingSpec> phases(TrainingSpec first) {
        List<TrainingSpec> phases = new ArrayList<>();
        phases.add(first);
        for (Finish finish : recipe.options().finish()) {
            TrainingSpec slower = first.withEpochs(finish.epochs());
            phases.add(new TrainingSpec(
                    slower.loss(),
                    slower.optimizer().accept(new SlowedOptimizer(finish.rate())),
                    slower.batches(),
                    slower.epochs(),
                    slower.earlyStopping(),
                    slower.seed() + phases.size(),
                    slower.frozen(),
                    slower.metric()));
        }
        return phases;
    }

    /** Returns the name of the input that holds the whole row of a feature set. */
    private static String whitened(FeatureSet features) {
        return features == FeatureSet.BLEND_STEPS || features == FeatureSet.CONTEXT_STEPS
                ? FeatureSet.CONTEXT
                : FeatureSet.INPUT;
    }
}
