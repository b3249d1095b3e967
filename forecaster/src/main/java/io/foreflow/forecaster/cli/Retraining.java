package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RetrainingLock;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.job.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Retrains a model: takes its lock, reads windows, trains, asks the gate, and publishes in one transaction. */
final class Retraining {
    private final Environment environment;
    private final LiveServiceConfig config;
    private final Settings settings;
    private final WindowsReader windows;

    /**
     * The choices of the user.
     *
     * @param recipe name or file; empty: the recipe of the champion
     * @param alias alias of the new version
     * @param always true to train without a reason, too
     * @param folder folder of the bundle and its report
     * @param json true to print one JSON object for each run
     */
    record Settings(Optional<String> recipe, Alias alias, boolean always, Path folder, boolean json) {
        Settings {
            requireNonNull(recipe, "recipe");
            requireNonNull(alias, "alias");
            requireNonNull(folder, "folder");
        }
    }

    /** Reads the training windows. */
    @FunctionalInterface
    interface WindowsReader {
        List<TrainingWindow> read() throws InterruptedException;
    }

    Retraining(Environment environment, LiveServiceConfig config, Settings settings, WindowsReader windows) {
        this.environment = environment;
        this.config = config;
        this.settings = settings;
        this.windows = windows;
    }

    /**
     * Retrains a model once, unless another run is at it. Ctrl-C ends the run before its publication.
     *
     * @param publisher publisher with the author and reason of this run
     */
    RetrainingOutcome run(String name, ModelPublisher publisher) throws IOException, InterruptedException {
        Optional<RetrainingLock> taken =
                RetrainingLock.tryAcquire(config.kafka(), config.pipeline().topics(), name);
        if (taken.isEmpty()) {
            return end(RetrainingOutcome.BUSY, name, "another run is retraining " + name);
        }
        try (RetrainingLock lock = taken.get();
                Following following = environment.interruption().follow()) {
            return run(lock, publisher);
        }
    }

    private RetrainingOutcome run(RetrainingLock lock, ModelPublisher publisher)
            throws IOException, InterruptedException {
        String name = lock.model();
        Instant started = environment.clock().instant();
        List<RegisteredModel> models = publisher.list();
        requireForecaster(name, models);
        RetrainingNeed need = RetrainingNeed.of(name, models);
        RecipeChoice recipe = recipe(need);
        ModelRef ref = Provenance.ref(name, started);
        Path bundleFile = TrainedFiles.bundleFile(
                environment, ref, Optional.of(settings.folder().resolve(TrainedFiles.fileName(ref))));
        Optional<String> trial = settings.always() || settings.alias() == Alias.CHAMPION
                ? Optional.empty()
                : need.trial(config.lifecycle(), started);
        if (trial.isPresent()) {
            return end(RetrainingOutcome.NOTHING_TO_DO, name, trial.get());
        }
        environment
                .err()
                .println("retraining " + name + " as " + settings.alias().label() + " with recipe " + recipe.name());
        List<TrainingWindow> read = windows.read();
        Optional<String> tooFew = settings.always() ? Optional.empty() : need.tooFewNew(newest(read));
        if (tooFew.isPresent()) {
            return end(RetrainingOutcome.NOTHING_TO_DO, name, tooFew.get());
        }
        TrainedFiles trained = TrainedFiles.train(
                environment,
                recipe,
                new WindowsOptions.WindowsSource(read, Optional.empty()),
                ref,
                started,
                bundleFile);
        return publish(lock, publisher, trained);
    }

    private RetrainingOutcome publish(RetrainingLock lock, ModelPublisher publisher, TrainedFiles trained)
            throws IOException {
        Verdict verdict = Gatekeeper.judge(
                environment, publisher, trained.result(), trained.source().windows(), settings.alias());
        List<Path> files = trained.write(Optional.of(verdict));
        PrintStream text = settings.json() ? environment.err() : environment.out();
        trained.printScores(text);
        files.forEach(file -> text.println("wrote " + file));
        RetrainingOutcome outcome = verdict.passes() ? RetrainingOutcome.PUBLISHED : RetrainingOutcome.REFUSED;
        if (verdict.passes()) {
            ModelRef ref = trained.result().bundle().ref();
            if (environment.interruption().isWished()) {
                throw new InterruptedByUserException();
            }
            environment
                    .err()
                    .println("publishing " + ref + " as " + settings.alias().label() + " ...");
            ModelPublisher.PublishedModel published =
                    publisher.publish(Bundles.write(trained.result().bundle()), settings.alias(), lock);
            ModelsCommand.report(environment, config, published, Optional.of(settings.alias()), false, text);
        } else {
            environment.err().println("foreflow: not published: " + verdict.summary());
        }
        if (settings.json()) {
            ObjectNode node = trained.json(files, Optional.of(verdict), verdict.passes());
            node.put("outcome", outcome.label());
            node.put("alias", verdict.passes() ? settings.alias().label() : null);
            environment.out().println(node);
        }
        return outcome;
    }

    private static Instant newest(List<TrainingWindow> read) {
        return read.stream()
                .map(window -> window.window().origin())
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalArgumentException("there must be a window"));
    }

    private static void requireForecaster(String name, List<RegisteredModel> models) {
        if (models.stream()
                .anyMatch(model -> model.ref().name().equals(name)
                        && model.aliases().contains(Alias.CHAMPION)
                        && !model.kind().isForecaster())) {
            throw new CommandException(name + " is not a forecaster; only forecasters are trained from readings");
        }
    }

    private RecipeChoice recipe(RetrainingNeed need) {
        WindowShape shape = config.pipeline().windowing().shape();
        if (settings.recipe().isPresent()) {
            return RecipeChoice.find(settings.recipe().get(), shape);
        }
        if (need.champion().isEmpty()) {
            return RecipeChoice.find(Ensembles.DEFAULT, shape);
        }
        RegisteredModel champion = need.champion().get();
        String recipe = champion.card().build().recipe();
        if (!RecipeChoice.isBuiltIn(recipe)) {
            throw new CommandException("the champion " + champion.ref() + " was trained with the recipe " + recipe
                    + ", which does not come with Foreflow; give its file with --recipe FILE.yaml");
        }
        return RecipeChoice.find(recipe, shape);
    }

    /** Says why nothing was trained. */
    private RetrainingOutcome end(RetrainingOutcome outcome, String name, String detail) {
        String line = outcome == RetrainingOutcome.BUSY
                ? "foreflow: " + detail + "; wait until it has ended"
                : "nothing to do: " + detail + ". --always trains all the same";
        PrintStream text = settings.json() || outcome == RetrainingOutcome.BUSY ? environment.err() : environment.out();
        text.println(line);
        if (settings.json()) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("name", name);
            node.put("published", false);
            node.put("outcome", outcome.label());
            node.put("detail", detail);
            environment.out().println(node);
        }
        return outcome;
    }
}
