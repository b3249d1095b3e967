package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.training.data.ThinnedWindows;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.evaluate.VerdictReport;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.ReportFiles;
import io.foreflow.training.job.TrainingReport;
import io.foreflow.training.job.TrainingResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A trained model and its files: the bundle, and the report beside it.
 *
 * @param source windows of the training
 * @param seconds duration of reading and training
 */
record TrainedFiles(TrainingResult result, WindowsOptions.WindowsSource source, Path bundleFile, double seconds) {
    private static final String SUFFIX = ".bundle";

    /**
     * Returns a path for the bundle of a model.
     *
     * @param out file that was asked for; empty: one named after the model
     * @throws CommandException if nothing can be written there, or something is there
     */
    static Path bundleFile(Environment environment, ModelRef ref, Optional<Path> out) {
        Path bundleFile = environment.directory().resolve(out.orElseGet(() -> Path.of(fileName(ref))));
        if (Files.exists(bundleFile)) {
            throw new CommandException(bundleFile + " exists already; give another file with --out");
        }
        Path folder = bundleFile.toAbsolutePath().resolveSibling("");
        if (Files.isRegularFile(folder)) {
            throw new CommandException(folder + " is a file; give another folder with --out");
        }
        if (Files.exists(folder) && !Files.isWritable(folder)) {
            throw new CommandException(folder + " may not be written to; give another folder with --out");
        }
        return bundleFile;
    }

    /** Returns the name of a model's bundle file, unless another was asked for. */
    static String fileName(ModelRef ref) {
        return ref.name() + "-" + ref.version() + SUFFIX;
    }

    /**
     * Trains a model. Nothing is written yet.
     *
     * @param started start of the run; the time of creation on the card
     */
    static TrainedFiles train(
            Environment environment,
            RecipeChoice recipe,
            WindowsOptions.WindowsSource source,
            ModelRef ref,
            Instant started,
            Path bundleFile) {
        environment
                .err()
                .printf(
                        "%,d training windows; fitting %s ...%n",
                        source.windows().size(), recipe.name());
        ThinnedWindows.note(source.windows())
                .ifPresent(note -> environment.err().println("note: " + note));
        recipe.limits(source.windows()).forEach(limit -> environment
                .err()
                .println("note: " + limit + "; train in groups with foreflow train --groups hash"));
        TrainingResult result = Training.run(environment, recipe, source.windows(), ref, started);
        if (environment.interruption().isWished()) {
            throw new InterruptedByUserException();
        }
        double seconds =
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0;
        return new TrainedFiles(result, source, bundleFile, seconds);
    }

    /** Writes the files, and returns them. */
    List<Path> write(Optional<Verdict> verdict) throws IOException {
        String fileName = String.valueOf(bundleFile.getFileName());
        String stem = fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName;
        List<Path> reports = ReportFiles.write(
                bundleFile.toAbsolutePath().resolveSibling(""),
                stem,
                result,
                new TrainingReport.RunFacts(seconds, Provenance.machine(), verdict));
        Files.write(bundleFile, Bundles.write(result.bundle()));
        List<Path> all = new ArrayList<>(List.of(bundleFile));
        all.addAll(reports);
        return all;
    }

    /** Prints the errors on the validation block. */
    void printScores(PrintStream text) {
        TextTable table = new TextTable("VALIDATION", "MAE", "MASE");
        Evaluation evaluation = result.evaluation().evaluation();
        evaluation.methods().forEach(method -> {
            ForecastErrors score = evaluation.mean(method);
            table.row(method, Training.number(score.mae()), Training.number(score.mase()));
        });
        text.print(table);
    }

    /** Returns the facts of the run for scripts. */
    ObjectNode json(List<Path> files, Optional<Verdict> verdict, boolean published) {
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
        if (!result.data().limits().isEmpty()) {
            ArrayNode limits = node.putArray("limits");
            result.data().limits().forEach(limits::add);
        }
        node.put("published", published);
        ArrayNode written = node.putArray("files");
        files.forEach(file -> written.add(file.toString()));
        node.put("seconds", seconds);
        source.ofFile().ifPresent(file -> {
            node.set("withoutWindows", DataReport.reasons(file.without()));
            node.set("profiles", file.data().json());
        });
        verdict.ifPresent(gate -> node.set("gate", new VerdictReport(gate).json()));
        return node;
    }
}
