package io.foreflow.forecaster.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.forecaster.terminal.WorkMeter;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.ensemble.EnsemblePlan;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Runs a training job with a progress bar, for the commands that train. */
public final class Training {
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private Training() {}

    /**
     * Trains a recipe, on the engine that it names.
     *
     * @param atMost maximum time of the fit; after it the best result so far is taken, with a message
     * @throws io.foreflow.training.job.FailedTrainingException if it diverges, or if there are too few windows
     */
    public static TrainingResult run(
            Environment environment,
            Recipe recipe,
            Collection<TrainingWindow> windows,
            ModelRef ref,
            Instant created,
            Duration atMost) {
        Instant until = environment.clock().instant().plus(atMost);
        WorkMeter meter = new WorkMeter(environment.clock());
        try (ProgressLine progress = ProgressLine.of(environment, "Training", meter)) {
            TrainingResult result = RecipeChoice.train(
                    recipe, windows, provenance(ref, created), new Watch(environment, meter, progress, until));
            progress.finish();
            int epochs = result.fit().epochs().size();
            if (!environment.clock().instant().isBefore(until)
                    && epochs < recipe.training().epochs()) {
                environment
                        .err()
                        .printf("Training was ended after %d epochs: it took %d s.%n", epochs, atMost.toSeconds());
            }
            return result;
        }
    }

    /**
     * Trains an ensemble.
     *
     * @throws io.foreflow.training.job.FailedTrainingException if it diverges, or if there are too few windows
     */
    public static TrainingResult run(
            Environment environment, EnsemblePlan plan, List<TrainingWindow> windows, ModelRef ref, Instant created) {
        WorkMeter meter = new WorkMeter(environment.clock());
        try (ProgressLine progress = ProgressLine.of(environment, "Training", meter)) {
            TrainingResult result = RecipeChoice.train(
                    plan, windows, provenance(ref, created), new Watch(environment, meter, progress, Instant.MAX));
            progress.finish();
            return result;
        }
    }

    /**
     * Trains a recipe that was chosen.
     *
     * @throws io.foreflow.training.job.FailedTrainingException if it diverges, or if there are too few windows
     */
    public static TrainingResult run(
            Environment environment, RecipeChoice choice, List<TrainingWindow> windows, ModelRef ref, Instant created) {
        return choice.network().isPresent()
                ? run(environment, choice.network().get(), windows, ref, created, NO_LIMIT)
                : run(environment, Ensembles.defaultPlan(choice.shape()), windows, ref, created);
    }

    private static Provenance provenance(ModelRef ref, Instant created) {
        return Provenance.ofThisProcess(ref, created, Version.number());
    }

    /** Shows the progress of a training, and ends it on request or when its time is over. */
    private record Watch(Environment environment, WorkMeter meter, ProgressLine progress, Instant until)
            implements TrainingListener {
        @Override
        public void planned(String kind, double work) {
            meter.plan(kind, work);
            progress.show();
        }

        @Override
        public void done(String kind, double work) {
            meter.done(kind, work);
            progress.say(kind);
            progress.show();
        }

        @Override
        public void says(String what) {
            progress.note(what);
        }

        @Override
        public boolean onEpoch(EpochLoss epoch) {
            progress.say(
                    Double.isNaN(epoch.validationLoss())
                            ? String.format(Locale.ROOT, "epoch %d, loss %.4f", epoch.epoch(), epoch.loss())
                            : String.format(
                                    Locale.ROOT,
                                    "epoch %d, loss %.4f, validation %.4f",
                                    epoch.epoch(),
                                    epoch.loss(),
                                    epoch.validationLoss()));
            return !environment.interruption().isWished()
                    && environment.clock().instant().isBefore(until);
        }
    }

    /** Formats a number with three decimals, more for small numbers; a dash for none. */
    public static String number(double number) {
        if (!Double.isFinite(number)) {
            return "-";
        }
        return String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%,.1f" : "%.3f", number);
    }

    /** Writes a number, or null if it is not finite. */
    public static void put(ObjectNode node, String name, double number) {
        if (Double.isFinite(number)) {
            node.put(name, number);
        } else {
            node.putNull(name);
        }
    }
}
