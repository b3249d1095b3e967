package io.foreflow.forecaster.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.forecaster.terminal.WorkMeter;
import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.ensemble.EnsembleJob;
import io.foreflow.training.ensemble.EnsemblePlan;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingJob;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a training job with a progress bar, for the commands that train. */
public final class Training {
    private static final Logger LOG = LoggerFactory.getLogger(Training.class);
    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Training() {}

    /** Returns a model's name with the time as its version. */
    public static ModelRef ref(String name, Instant now) {
        return new ModelRef(name, VERSION.format(now));
    }

    /**
     * Trains a recipe, on the engine that it names.
     *
     * @param atMost maximum time of the fit; after it the best result so far is taken, with a message
     * @throws CommandException if it diverges, or if there are too few windows
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
            TrainingResult result = run(recipe, windows, ref, created, new Watch(environment, meter, progress, until));
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
     * Trains a recipe, on the engine that it names.
     *
     * @param listener hears of its progress
     * @throws CommandException if it diverges, or if there are too few windows
     */
    static TrainingResult run(
            Recipe recipe,
            Collection<TrainingWindow> windows,
            ModelRef ref,
            Instant created,
            TrainingListener listener) {
        Selection selection =
                new EngineSelector(recipe.options().engine()).forTraining(recipe.network(), recipe.training());
        LOG.info("recipe {} is trained on {}", recipe.name(), selection);
        Provenance provenance = Provenance.ofThisProcess(ref, created, Version.number());
        try {
            return TrainingJob.run(recipe, windows, selection.engine(), provenance, listener);
        } catch (FitDivergedException e) {
            throw new CommandException(
                    e.getMessage() + "; give the recipe a smaller learningRate (foreflow recipes show " + recipe.name()
                            + ")",
                    e);
        } catch (IllegalArgumentException e) {
            throw new CommandException("recipe " + recipe.name() + " cannot be trained: " + e.getMessage(), e);
        }
    }

    /**
     * Trains an ensemble.
     *
     * @throws CommandException if it diverges, or if there are too few windows
     */
    public static TrainingResult run(
            Environment environment, EnsemblePlan plan, List<TrainingWindow> windows, ModelRef ref, Instant created) {
        WorkMeter meter = new WorkMeter(environment.clock());
        try (ProgressLine progress = ProgressLine.of(environment, "Training", meter)) {
            TrainingResult result =
                    run(plan, windows, ref, created, new Watch(environment, meter, progress, Instant.MAX));
            progress.finish();
            return result;
        }
    }

    /**
     * Trains an ensemble.
     *
     * @param listener hears of its progress
     * @throws CommandException if it diverges, or if there are too few windows
     */
    static TrainingResult run(
            EnsemblePlan plan, List<TrainingWindow> windows, ModelRef ref, Instant created, TrainingListener listener) {
        Provenance provenance = Provenance.ofThisProcess(ref, created, Version.number());
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
            throw new CommandException("recipe " + plan.name() + " cannot be trained: " + e.getMessage(), e);
        }
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

    /** Returns one line about the machine. */
    public static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, "
                + Runtime.getRuntime().maxMemory() / (1024 * 1024) + " MiB heap";
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
