package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.offline.ForecastsFile;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.training.backtest.BacktestData;
import io.foreflow.training.backtest.BacktestResult;
import io.foreflow.training.backtest.BacktestRun;
import io.foreflow.training.backtest.Candidate;
import io.foreflow.training.backtest.M4Data;
import io.foreflow.training.backtest.M4Files;
import io.foreflow.training.backtest.M4Output;
import io.foreflow.training.backtest.M4Scores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compares models as the M4 competition did, on its hourly series. */
final class M4Protocol {
    private final Environment environment;
    private final Path folder;
    private final Optional<Path> out;
    private final boolean json;

    /**
     * @param folder folder with {@value M4Files#TRAIN} and {@value M4Files#TEST}
     * @param out folder for the files
     */
    M4Protocol(Environment environment, Path folder, Optional<Path> out, boolean json) {
        this.environment = environment;
        this.folder = folder;
        this.out = out;
        this.json = json;
    }

    /** @return the candidates that could not be fitted, with the reasons */
    Map<String, String> run(List<Candidate> requested, Instant started) throws IOException {
        M4Files files = M4Files.read(folder);
        environment
                .err()
                .printf("%,d series; making windows ...%n", files.series().size());
        BacktestData data = M4Data.of(files);
        List<Candidate> candidates = M4Scores.candidates(requested);
        TimedBacktest backtest = TimedBacktest.run(environment, data, candidates);
        long readings = files.series().values().stream()
                .mapToLong(series -> series.training().length())
                .sum();
        BacktestRun run = backtest.described(environment, List.of(folder), readings, 0, started);
        report(backtest.result(), run);
        return backtest.result().leftOut();
    }

    private void report(BacktestResult result, BacktestRun run) throws IOException {
        M4Scores scores = M4Scores.of(result);
        Map<String, String> leftOut = result.leftOut();
        PrintStream text = json ? environment.err() : environment.out();
        TextTable table = new TextTable("MODEL", "SMAPE", "MASE", "OWA", "SECONDS");
        scores.models().entrySet().stream()
                .sorted((a, b) ->
                        Double.compare(a.getValue().owa(), b.getValue().owa()))
                .forEach(model -> table.row(
                        model.getKey(),
                        Training.number(model.getValue().accuracy().smape()),
                        Training.number(model.getValue().accuracy().mase()),
                        Training.number(model.getValue().owa()),
                        Training.number(run.secondsOf(model.getKey()).total())));
        text.print(table);
        text.printf(
                Locale.ROOT,
                "OWA is relative to naive2 as computed here; published are sMAPE %.3f and MASE %.3f. %.1f s in all.%n",
                M4Scores.PUBLISHED_NAIVE2.smape(),
                M4Scores.PUBLISHED_NAIVE2.mase(),
                run.total());
        leftOut.forEach((model, reason) -> text.println(model + " is left out: " + reason));
        M4Output output = new M4Output(scores, run);
        if (out.isPresent()) {
            Files.createDirectories(out.get());
            Path csv = out.get().resolve("m4.csv");
            Path file = out.get().resolve("m4.json");
            Files.writeString(csv, output.toCsv(), UTF_8);
            Files.writeString(file, output.toJson(leftOut).toPrettyString() + "\n", UTF_8);
            text.println("wrote " + csv);
            text.println("wrote " + file);
            text.println("wrote " + ForecastsFile.write(out.get(), result));
        }
        if (json) {
            environment.out().println(output.toJson(leftOut));
        }
    }
}
