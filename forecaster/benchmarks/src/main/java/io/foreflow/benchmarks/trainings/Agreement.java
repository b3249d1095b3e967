package io.foreflow.benchmarks.trainings;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the differences between the engines' validation losses after the same epochs on traffic, from the same
 * initial weights and in the same order of batches: the tutorial's three networks, and an LSTM over six steps of one
 * value.
 */
final class Agreement {
    private static final String LSTM_OVER_STEPS = "lstm-over-steps";

    private Agreement() {}

    /** A network, its inputs from a window, and the plan of its fit. */
    private record FitPlan(NetworkSpec network, FeatureSet features, TrainingSpec plan) {}

    static void measure(TrainingSettings settings, Traffic traffic, ObjectNode result) {
        result.put("epochs", settings.agreementEpochs());
        fits(settings, traffic).forEach((name, fit) -> {
            Samples training = traffic.training(fit.features());
            Samples validation = traffic.validation(fit.features());
            Map<TrainingContender, Double> losses = new EnumMap<>(TrainingContender.class);
            ObjectNode node = result.putObject(name);
            for (TrainingContender contender : settings.contenders()) {
                double loss = validationLoss(contender, fit, training, validation);
                losses.put(contender, loss);
                node.putObject(contender.toString()).put("validationLoss", loss);
            }
            double peer = requireNonNull(losses.remove(TrainingContender.DL4J));
            losses.forEach((contender, loss) -> {
                double difference = Math.abs(loss - peer) / peer;
                settings.say("agreement, %s, %s: %.3g", name, contender, difference);
                node.withObject("/" + contender).put("relativeToDl4j", Measured.rounded(difference));
            });
        });
    }

    private static Map<String, FitPlan> fits(TrainingSettings settings, Traffic traffic) {
        Map<String, FitPlan> fits = new LinkedHashMap<>();
        for (String name : List.of("tutorial-dense", "tutorial-simple-rnn", "tutorial-lstm")) {
            Recipe recipe = Recipes.builtIn(name, traffic.shape());
            TrainingSpec plan = TutorialNetworks.plan(recipe, settings.agreementEpochs());
            fits.put(name, new FitPlan(recipe.network(), recipe.features(), plan));
        }
        NetworkSpec lstm = requireNonNull(EpochTimes.networks().get("lstm"));
        fits.put(
                LSTM_OVER_STEPS,
                new FitPlan(lstm, FeatureSet.TUTORIAL_STEPS, EpochTimes.plan(settings.agreementEpochs())));
        return fits;
    }

    private static double validationLoss(
            TrainingContender contender, FitPlan fit, Samples training, Samples validation) {
        FitResult result = contender
                .engine()
                .fit(
                        fit.network(),
                        Initialization.weights(fit.network(), fit.plan().seed()),
                        training,
                        Optional.of(validation),
                        fit.plan(),
                        FitListener.SILENT);
        return result.epochs().get(result.epochs().size() - 1).validationLoss();
    }
}
