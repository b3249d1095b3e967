package io.foreflow.forecaster.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.offline.Training;
import io.foreflow.forecaster.app.offline.TrainingWindows;
import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.forecaster.app.terminal.Table;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.gate.Verdict;
import io.foreflow.training.job.ReportFiles;
import io.foreflow.training.job.TrainingReport;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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
        header = "Trains a model offline, once.",
        description = {
            "Reads all training windows, splits them by time, fits, and writes the bundle with its report and learning"
                    + " curve. With --publish the model is put on the models topic, and services take it over at once."
        })
final class TrainCommand implements Callable<Integer> {
    private static final String FROM_TOPIC = "topic";
    private static final String SUFFIX = ".bundle";
    private static final int MAX_TOLD = 5;
    private static final Duration NO_LIMIT = Duration.ofDays(365);

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
            description = "What to train: default (an ensemble), one of foreflow recipes list, or a file of yours.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String recipe;

    @Option(
            names = "--from",
            paramLabel = "topic|FILE.csv",
            defaultValue = FROM_TOPIC,
            description = "The training windows topic, or the readings of a CSV file (plain or gzip).")
    private String from = FROM_TOPIC;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "With a file: of the sensors and of times without an offset; window.zone unless given.")
    private @Nullable ZoneId zone;

    @Mixin
    private final HolidaysOption holidays = new HolidaysOption();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Of the model; forecast.model of the configuration unless given, which is what serve forecasts with.")
    private @Nullable String name;

    @Option(
            names = "--out",
            paramLabel = "FILE.bundle",
            description =
                    "The bundle; NAME-VERSION.bundle in this folder unless given. Report and curve stand beside it.")
    private @Nullable Path out;

    @Option(
            names = "--publish",
            description =
                    "Publish the model as champion, if on validation it beats every baseline, ridge, and the present"
                            + " champion.")
    private boolean publish;

    @Option(
            names = "--force",
            description = "Publish it even if it beats them not; the alias keeps why it was refused.")
    private boolean force;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    TrainCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        WindowerConfig windowing = config.pipeline().windowing();
        if (zone != null) {
            if (from.equals(FROM_TOPIC)) {
                throw new ParameterException(
                        spec.commandLine(), "--zone is for files; windows on the topic have theirs");
            }
            windowing = windowing.withZone(zone);
        }
        if (holidays.name().isPresent() && from.equals(FROM_TOPIC)) {
            throw new ParameterException(
                    spec.commandLine(), "--holidays is for files; windows on the topic have theirs");
        }
        windowing = holidays.applyTo(windowing);
        Instant started = environment.clock().instant();
        ModelRef ref = ref(config, started);
        boolean ensemble = recipe.equals(Ensembles.DEFAULT);
        Optional<Recipe> chosen = ensemble ? Optional.empty() : Optional.of(Recipes.find(recipe, windowing.shape()));
        Path bundleFile =
                environment.directory().resolve(out == null ? Path.of(ref.name() + "-" + ref.version() + SUFFIX) : out);
        if (Files.exists(bundleFile)) {
            throw new CommandException(bundleFile + " exists already; give another file with --out");
        }

        List<TrainingWindow> windows = windows(config, windowing);
        environment.err().printf("%,d training windows; fitting %s ...%n", windows.size(), recipe);
        TrainingResult result = chosen.isPresent()
                ? Training.run(environment, chosen.get(), windows, ref, started, NO_LIMIT)
                : Training.run(environment, Ensembles.defaultPlan(windowing.shape()), windows, ref, started);
        double seconds =
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0;

        byte[] bundle = Bundles.write(result.bundle());
        List<Path> files = write(bundleFile, bundle, result, seconds);
        if (!publish) {
            report(config, result, files, seconds, Optional.empty());
            return Foreflow.SUCCESS;
        }
        Topics.ensureModels(environment, config);
        ModelPublisher publisher =
                new ModelPublisher(config.kafka(), config.pipeline().topics());
        Verdict verdict = Gatekeeper.judge(environment, publisher.list(), result, windows);
        if (!verdict.passes() && !force) {
            report(config, result, files, seconds, Optional.empty());
            environment
                    .err()
                    .println("foreflow: not published: " + verdict.summary() + ". Train on more data, or publish"
                            + " it all the same with --force");
            return Foreflow.FAILURE;
        }
        Optional<String> forced = verdict.passes() ? Optional.empty() : Optional.of(verdict.summary());
        report(
                config,
                result,
                files,
                seconds,
                Optional.of(publisher.publish(bundle, Optional.of(Alias.CHAMPION), forced)));
        return Foreflow.SUCCESS;
    }

    private ModelRef ref(LiveServiceConfig config, Instant now) {
        try {
            return Training.ref(name == null ? config.pipeline().model() : name, now);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<TrainingWindow> windows(LiveServiceConfig config, WindowerConfig windowing)
            throws IOException, InterruptedException {
        if (from.equals(FROM_TOPIC)) {
            Topics.ensure(environment, config, config.pipeline().topics().trainingWindows());
            List<TrainingWindow> windows = TrainingWindows.fromTopic(config);
            if (windows.isEmpty()) {
                throw new CommandException("there are no training windows on "
                        + config.pipeline().topics().trainingWindows()
                        + " yet; run foreflow serve and give it readings, or train --from FILE.csv");
            }
            return windows;
        }
        Path file = environment.directory().resolve(from);
        long[] rejected = {0};
        List<TrainingWindow> windows =
                TrainingWindows.fromFile(file, windowing, environment.clock().instant(), line -> {
                    if (rejected[0]++ < MAX_TOLD) {
                        environment.err().println("not used: " + line);
                    }
                });
        if (rejected[0] > MAX_TOLD) {
            environment.err().printf("not used: %,d more%n", rejected[0] - MAX_TOLD);
        }
        if (windows.isEmpty()) {
            throw new CommandException(file + " is too short or has too many gaps for a training window; it takes "
                    + (windowing.shape().history() + windowing.shape().horizon())
                    + " buckets in a row, and readings until "
                    + windowing.revisionHorizon() + " steps after them");
        }
        return windows;
    }

    private List<Path> write(Path bundleFile, byte[] bundle, TrainingResult result, double seconds) throws IOException {
        Path folder = bundleFile.toAbsolutePath().resolveSibling("");
        String fileName = String.valueOf(bundleFile.getFileName());
        String stem = fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName;
        List<Path> reports =
                ReportFiles.write(folder, stem, result, new TrainingReport.Run(seconds, Training.machine()));
        Files.write(bundleFile, bundle);
        List<Path> all = new java.util.ArrayList<>(List.of(bundleFile));
        all.addAll(reports);
        return all;
    }

    private void report(
            LiveServiceConfig config,
            TrainingResult result,
            List<Path> files,
            double seconds,
            Optional<ModelPublisher.Published> published) {
        Table table = new Table("VALIDATION", "MAE", "MASE");
        result.evaluation().evaluation().methods().forEach(method -> {
            var score = result.evaluation().evaluation().mean(method);
            table.row(method, Training.number(score.mae()), Training.number(score.mase()));
        });
        var text = json ? environment.err() : environment.out();
        text.print(table);
        files.forEach(file -> text.println("wrote " + file));
        published.ifPresent(
                done -> ModelsCommand.report(environment, config, done, Optional.of(Alias.CHAMPION), false, text));
        if (json) {
            environment.out().println(asJson(result, files, seconds, published.isPresent()));
        }
    }

    private static ObjectNode asJson(TrainingResult result, List<Path> files, double seconds, boolean published) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("name", result.bundle().ref().name());
        node.put("version", result.bundle().ref().version());
        node.put("recipe", result.recipe().name());
        node.put("trainingWindows", result.data().windows());
        node.put("sensors", result.data().sensors().size());
        node.put("dataDigest", result.data().digest());
        node.put("epochs", result.fit().epochs().size());
        node.put("bestEpoch", result.fit().bestEpoch());
        ObjectNode mase = node.putObject("validationMase");
        result.evaluation()
                .evaluation()
                .methods()
                .forEach(method -> Training.put(
                        mase,
                        method,
                        result.evaluation().evaluation().mean(method).mase()));
        node.put("published", published);
        var written = node.putArray("files");
        files.forEach(file -> written.add(file.toString()));
        node.put("seconds", seconds);
        return node;
    }
}
