package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.evaluate.VerdictReport;
import io.foreflow.training.job.ReportFiles;
import io.foreflow.training.job.TrainingReport;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
                    + "--publish puts the model on the models topic, and services take it over at once."
        })
final class TrainCommand implements Callable<Integer> {
    private static final String SUFFIX = ".bundle";
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
            paramLabel = "FILE.bundle",
            description =
                    "Bundle to write, with FILE.report.html and FILE.report.json beside it. Default: NAME-VERSION.bundle in "
                            + "this folder.")
    private @Nullable Path out;

    @Option(
            names = "--publish",
            description =
                    "Publishes the model as champion if it beats every baseline, ridge and the present champion on "
                            + "validation.")
    private boolean publish;

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
        if (force && !publish) {
            throw new ParameterException(spec.commandLine(), "--force says nothing without --publish");
        }
        LiveServiceConfig config = kafka.load(environment);
        WindowerConfig windowing = source.windowing(config);
        Instant started = environment.clock().instant();
        ModelRef ref = ref(config, started);
        boolean ensemble = recipe.equals(Ensembles.DEFAULT);
        Optional<Recipe> chosen = ensemble ? Optional.empty() : Optional.of(Recipes.find(recipe, windowing.shape()));
        Path bundleFile =
                environment.directory().resolve(out == null ? Path.of(ref.name() + "-" + ref.version() + SUFFIX) : out);
        if (Files.exists(bundleFile)) {
            throw new CommandException(bundleFile + " exists already; give another file with --out");
        }
        Path folder = bundleFile.toAbsolutePath().resolveSibling("");
        if (Files.isRegularFile(folder)) {
            throw new CommandException(folder + " is a file; give another folder with --out");
        }

        WindowsOptions.WindowsSource read = source.read(environment, kafka, config);
        List<TrainingWindow> windows = read.windows();
        environment.err().printf("%,d training windows; fitting %s ...%n", windows.size(), recipe);
        TrainingResult result = chosen.isPresent()
                ? Training.run(environment, chosen.get(), windows, ref, started, NO_LIMIT)
                : Training.run(environment, Ensembles.defaultPlan(windowing.shape()), windows, ref, started);
        double seconds =
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0;
        TrainedFile outcome = new TrainedFile(result, read, bundleFile, seconds);
        // Whatever happens to the publication, the trained files exist.
        List<Path> files = write(outcome, Optional.empty());
        if (!publish) {
            report(config, outcome, files, Optional.empty(), Optional.empty());
            return Foreflow.SUCCESS;
        }
        return publish(config, outcome);
    }

    /** A trained model, and the path of its file. */
    private record TrainedFile(
            TrainingResult result, WindowsOptions.WindowsSource source, Path bundleFile, double seconds) {}

    private int publish(LiveServiceConfig config, TrainedFile outcome) throws IOException, InterruptedException {
        Topics.ensureModels(environment, config);
        ModelPublisher publisher = reason.publisher(environment, config, keep.retention());
        Verdict verdict = Gatekeeper.judge(
                environment, publisher, outcome.result(), outcome.source().windows());
        TrainedModel trained = outcome.result().bundle();
        List<Path> files = write(outcome, Optional.of(verdict));
        if (!verdict.passes() && !force) {
            report(config, outcome, files, Optional.of(verdict), Optional.empty());
            environment
                    .err()
                    .println("foreflow: not published: " + verdict.summary() + ". Train on more data, or publish"
                            + " it all the same with --force");
            return Foreflow.FAILURE;
        }
        Optional<String> forced = verdict.passes() ? Optional.empty() : Optional.of(verdict.summary());
        byte[] bundle =
                Bundles.write(forced.isPresent() ? trained.with(trained.card().publishedByForce()) : trained);
        ModelPublisher.PublishedModel published = publisher.publish(bundle, Optional.of(Alias.CHAMPION), forced);
        // Only now: a file must not claim a forced publication before it happened.
        Files.write(outcome.bundleFile(), bundle);
        report(config, outcome, files, Optional.of(verdict), Optional.of(published));
        return Foreflow.SUCCESS;
    }

    private ModelRef ref(LiveServiceConfig config, Instant now) {
        try {
            return Training.ref(name == null ? config.routing().defaultModel() : name, now);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Path> write(TrainedFile outcome, Optional<Verdict> verdict) throws IOException {
        Path file = outcome.bundleFile();
        String fileName = String.valueOf(file.getFileName());
        String stem = fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName;
        List<Path> reports = ReportFiles.write(
                file.toAbsolutePath().resolveSibling(""),
                stem,
                outcome.result(),
                new TrainingReport.RunFacts(outcome.seconds(), Training.machine(), verdict));
        Files.write(file, Bundles.write(outcome.result().bundle()));
        List<Path> all = new ArrayList<>(List.of(file));
        all.addAll(reports);
        return all;
    }

    private void report(
            LiveServiceConfig config,
            TrainedFile outcome,
            List<Path> files,
            Optional<Verdict> verdict,
            Optional<ModelPublisher.PublishedModel> published) {
        Evaluation evaluation = outcome.result().evaluation().evaluation();
        TextTable table = new TextTable("VALIDATION", "MAE", "MASE");
        evaluation.methods().forEach(method -> {
            ForecastErrors score = evaluation.mean(method);
            table.row(method, Training.number(score.mae()), Training.number(score.mase()));
        });
        PrintStream text = json ? environment.err() : environment.out();
        text.print(table);
        files.forEach(file -> text.println("wrote " + file));
        published.ifPresent(
                done -> ModelsCommand.report(environment, config, done, Optional.of(Alias.CHAMPION), false, text));
        if (json) {
            ObjectNode node = asJson(outcome, files, published.isPresent());
            verdict.ifPresent(gate -> node.set("gate", new VerdictReport(gate).json()));
            environment.out().println(node);
        }
    }

    private static ObjectNode asJson(TrainedFile outcome, List<Path> files, boolean published) {
        TrainingResult result = outcome.result();
        Evaluation evaluation = result.evaluation().evaluation();
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
        evaluation
                .methods()
                .forEach(method ->
                        Training.put(mase, method, evaluation.mean(method).mase()));
        node.put("published", published);
        ArrayNode written = node.putArray("files");
        files.forEach(file -> written.add(file.toString()));
        node.put("seconds", outcome.seconds());
        outcome.source().ofFile().ifPresent(file -> {
            node.set("withoutWindows", DataReport.reasons(file.without()));
            node.set("profiles", file.data().json());
        });
        return node;
    }
}
