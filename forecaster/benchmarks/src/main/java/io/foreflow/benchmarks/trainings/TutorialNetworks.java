package io.foreflow.benchmarks.trainings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.util.List;
import java.util.Optional;

/**
 * Measures the tutorial's three traffic networks, each fitted to its end: 500 epochs in batches of 32, validated after
 * each, one after another, from a cold start. Deeplearning4j runs a few epochs, from which its time is extrapolated.
 */
final class TutorialNetworks {
    private static final List<String> RECIPES = List.of("tutorial-dense", "tutorial-simple-rnn", "tutorial-lstm");
    private static final int BATCH = 32;

    private final TrainingSettings settings;
    private final Traffic traffic;

    private TutorialNetworks(TrainingSettings settings, Traffic traffic) {
        this.settings = settings;
        this.traffic = traffic;
    }

    static void measure(TrainingSettings settings, Traffic traffic, ObjectNode result) {
        result.put("epochs", settings.epochs());
        result.put("batch", BATCH);
        TutorialNetworks networks = new TutorialNetworks(settings, traffic);
        for (TrainingContender contender : settings.contenders()) {
            networks.measure(contender, result.putObject(contender.toString()));
        }
    }

    /** Returns a recipe's plan with the tutorial's epochs and batches, and no early stopping. */
    static TrainingSpec plan(Recipe recipe, int epochs) {
        TrainingSpec plan = recipe.training();
        return new TrainingSpec(plan.loss(), plan.optimizer(), BATCH, epochs, Optional.empty(), plan.seed());
    }

    private void measure(TrainingContender contender, ObjectNode result) {
        double together = 0;
        for (String name : RECIPES) {
            Recipe recipe = Recipes.builtIn(name, traffic.shape());
            ObjectNode node = result.putObject(name);
            double seconds = contender.isFast() ? fit(contender, recipe, node) : extrapolate(contender, recipe, node);
            node.put(contender.isFast() ? "seconds" : "extrapolatedSeconds", Measured.rounded(seconds));
            settings.say("tutorial, %s, %s: %.2f s", name, contender, seconds);
            together += seconds;
        }
        result.put(contender.isFast() ? "secondsTogether" : "extrapolatedSecondsTogether", Measured.rounded(together));
    }

    private double fit(TrainingContender contender, Recipe recipe, ObjectNode node) {
        Samples training = traffic.training(recipe.features());
        Samples validation = traffic.validation(recipe.features());
        TrainingSpec plan = plan(recipe, settings.epochs());
        long began = System.nanoTime();
        FitResult fit = contender
                .engine()
                .fit(
                        recipe.network(),
                        Initialization.weights(recipe.network(), plan.seed()),
                        training,
                        Optional.of(validation),
                        plan,
                        FitListener.SILENT);
        double seconds = (System.nanoTime() - began) * 1e-9;
        EpochLoss last = fit.epochs().get(fit.epochs().size() - 1);
        node.put("trainingWindows", training.rows());
        node.put("validationWindows", validation.rows());
        node.put("loss", Measured.rounded(last.loss()));
        node.put("validationLoss", Measured.rounded(last.validationLoss()));
        return seconds;
    }

    private double extrapolate(TrainingContender contender, Recipe recipe, ObjectNode node) {
        Measured epochs = Epochs.time(
                contender.engine(),
                recipe.network(),
                traffic.training(recipe.features()),
                Optional.of(traffic.validation(recipe.features())),
                plan(recipe, settings.epochs()),
                settings.seconds());
        node.put("extrapolatedFromEpochs", epochs.count());
        return epochs.median() * settings.epochs();
    }
}
