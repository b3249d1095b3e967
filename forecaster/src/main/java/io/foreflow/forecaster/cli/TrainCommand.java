package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.GroupPublication;
import io.foreflow.forecaster.registry.GroupedModels;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.group.GroupFolder;
import io.foreflow.training.job.Provenance;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Trains a model once, offline.",
        description = {
            "Reads all training windows, splits them by time, fits, and writes the bundle with its report. "
                    + "--publish puts the model on the models topic, and services take it over at once.",
            "--groups and --group train a model for each group of sensors, in a folder, with the memory of one group."
        })
final class TrainCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--recipe",
            required = true,
            paramLabel = "NAME|FILE.yaml",
            description =
                    "Recipe to train: default (an ensemble), a name from foreflow recipes list, or a file of yours.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String recipe;

    @Mixin
    private final WindowsOptions source = new WindowsOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Name of the model. Default: forecast.model of the configuration, which serve forecasts with.")
    private @Nullable String name;

    @Option(
            names = "--out",
            paramLabel = "FILE.bundle|FOLDER",
            description =
                    "Bundle to write, with FILE.report.html and FILE.report.json beside it. Default: NAME-VERSION.bundle in "
                            + "this folder. With groups: the folder, which must be given.")
    private @Nullable Path out;

    @Mixin
    private final GroupOptions groups = new GroupOptions();

    @Option(
            names = "--publish",
            description =
                    "Publishes the model if it beats every baseline and ridge on validation; as champion, also the "
                            + "present champion. With groups: all that beat them, in one step with their routes.")
    private boolean publish;

    @Option(
            names = "--as",
            paramLabel = "champion|challenger",
            converter = AliasConverter.class,
            description = "With --publish: alias of the model. Default: champion.")
    private @Nullable Alias alias;

    @Option(
            names = "--force",
            description =
                    "With --publish: publishes the model even if it does not beat them. Its card says so, and the "
                            + "alias keeps the reason of the refusal.")
    private boolean force;

    @Mixin
    private final KeepOption keep = new KeepOption();

    @Mixin
    private final ReasonOption reason = new ReasonOption();

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    TrainCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (!publish && (force || alias != null)) {
            throw new ParameterException(
                    spec.commandLine(), (force ? "--force" : "--as") + " says nothing without --publish");
        }
        groups.check();
        LiveServiceConfig config = source.config(environment, kafka);
        WindowerConfig windowing = source.windowing(config);
        if (groups.isGiven()) {
            return inGroups(config, RecipeChoice.find(recipe, windowing.shape()));
        }
        Instant started = environment.clock().instant();
        ModelRef ref = ref(config, started);
        RecipeChoice chosen = RecipeChoice.find(recipe, windowing.shape());
        Path bundleFile = TrainedFiles.bundleFile(environment, ref, Optional.ofNullable(out));
        WindowsOptions.WindowsSource read = source.read(environment, kafka, config);
        TrainedFiles trained = TrainedFiles.train(environment, chosen, read, ref, started, bundleFile);
        // Whatever happens to the publication, the trained files exist.
        List<Path> files = trained.write(Optional.empty());
        if (!publish) {
            report(config, trained, files, Optional.empty(), Optional.empty());
            return Foreflow.SUCCESS;
        }
        return publish(config, trained);
    }

    private int inGroups(LiveServiceConfig config, RecipeChoice chosen) throws IOException, InterruptedException {
        if (out == null) {
            throw new ParameterException(spec.commandLine(), "groups are written to a folder; give it with --out");
        }
        if (alias == Alias.CHALLENGER) {
            throw new ParameterException(spec.commandLine(), "--as is for one model; groups become champions");
        }
        String model = ref(config, environment.clock().instant()).name();
        Path path = environment.directory().resolve(out);
        try (GroupFolder folder =
                GroupFolder.open(path, groups.shard(), note -> environment.err().println("note: " + note))) {
            boolean complete = new GroupRunner(environment, groups, chosen, source.covariates(), folder, json)
                    .run(model, new GroupRunner.ReadingsSource() {
                        @Override
                        public void await() throws InterruptedException {
                            source.await(environment, config);
                        }

                        @Override
                        public TrainingReadings read(Instant moment) throws IOException {
                            return source.readings(environment, kafka, config, moment);
                        }
                    });
            if (publish && complete) {
                publishGroups(config, path);
            } else if (publish) {
                environment.err().println("not published yet: the shard that ends last publishes all groups");
            }
        }
        return Foreflow.SUCCESS;
    }

    private void publishGroups(LiveServiceConfig config, Path folder) throws IOException, InterruptedException {
        Topics.ensureModels(environment, config);
        GroupPublication.PublishedGroups published = GroupPublication.publish(
                reason.publisher(environment, config, keep.retention()),
                GroupedModels.read(folder),
                config.routing(),
                force);
        GroupReport.print(environment, config.pipeline().topics().models(), published, json);
    }

    private int publish(LiveServiceConfig config, TrainedFiles trained) throws IOException, InterruptedException {
        Topics.ensureModels(environment, config);
        ModelPublisher publisher = reason.publisher(environment, config, keep.retention());
        Verdict verdict = Gatekeeper.judge(
                environment, publisher, trained.result(), trained.source().windows(), alias());
        List<Path> files = trained.write(Optional.of(verdict));
        if (!verdict.passes() && !force) {
            report(config, trained, files, Optional.of(verdict), Optional.empty());
            environment
                    .err()
                    .println("foreflow: not published: " + verdict.summary() + ". Train on more data, or publish"
                            + " it all the same with --force");
            return Foreflow.FAILURE;
        }
        Optional<String> forced = verdict.passes() ? Optional.empty() : Optional.of(verdict.summary());
        TrainedModel model = trained.result().bundle();
        byte[] bundle =
                Bundles.write(forced.isPresent() ? model.with(model.card().publishedByForce()) : model);
        ModelPublisher.PublishedModel published = publisher.publish(bundle, Optional.of(alias()), forced);
        // Only now: a file must not claim a forced publication before it happened.
        Files.write(trained.bundleFile(), bundle);
        report(config, trained, files, Optional.of(verdict), Optional.of(published));
        return Foreflow.SUCCESS;
    }

    private Alias alias() {
        return alias == null ? Alias.CHAMPION : alias;
    }

    private ModelRef ref(LiveServiceConfig config, Instant now) {
        try {
            return Provenance.ref(name == null ? config.routing().defaultModel() : name, now);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void report(
            LiveServiceConfig config,
            TrainedFiles trained,
            List<Path> files,
            Optional<Verdict> verdict,
            Optional<ModelPublisher.PublishedModel> published) {
        PrintStream text = json ? environment.err() : environment.out();
        trained.printScores(text);
        files.forEach(file -> text.println("wrote " + file));
        published.ifPresent(done -> ModelsCommand.report(environment, config, done, Optional.of(alias()), false, text));
        if (json) {
            environment.out().println(trained.json(files, verdict, published.isPresent()));
        }
    }
}
