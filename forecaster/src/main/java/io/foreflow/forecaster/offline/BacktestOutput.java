package io.foreflow.forecaster.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.backtest.BacktestCsv;
import io.foreflow.training.backtest.BacktestJson;
import io.foreflow.training.backtest.BacktestReport;
import io.foreflow.training.backtest.BacktestResult;
import io.foreflow.training.backtest.BacktestRun;
import io.foreflow.training.backtest.DaysSinceStart;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the output of a backtest: a table, and files. */
public final class BacktestOutput {
    /** Maximum number of sensors with columns of their own; with more the table has their means only. */
    private static final int MAX_COLUMNS = 5;

    private final BacktestResult result;
    private final BacktestRun run;
    private final DataReport data;

    public BacktestOutput(BacktestResult result, BacktestRun run, DataReport data) {
        this.result = result;
        this.run = run;
        this.data = data;
    }

    public ObjectNode json() {
        ObjectNode json = new BacktestJson(result, run).toJson();
        json.set("notScored", DataReport.reasons(result.notScored()));
        json.set("profiles", data.json());
        return json;
    }

    /** Returns the MASE of all models, best first. */
    public String text() {
        Evaluation evaluation = result.evaluation();
        Map<SensorId, SensorScores> sensors =
                evaluation.sensors().size() <= MAX_COLUMNS ? evaluation.sensors() : Map.of();
        List<String> header = new ArrayList<>(List.of("MODEL"));
        sensors.keySet().forEach(sensor -> header.add(sensor.value()));
        header.addAll(List.of("MASE", "GEOMETRIC", "COVERAGE", "FALLBACKS", "CLIPPED", "SECONDS"));
        TextTable table = new TextTable(header.toArray(String[]::new));
        result.methods().stream()
                .sorted((a, b) -> Double.compare(
                        evaluation.mean(a).mase(), evaluation.mean(b).mase()))
                .forEach(method -> {
                    List<String> cells = new ArrayList<>(List.of(method));
                    sensors.values()
                            .forEach(scores -> cells.add(
                                    Training.number(scores.score(method).mase())));
                    cells.add(Training.number(evaluation.mean(method).mase()));
                    cells.add(Training.number(evaluation.geometricMeanMase(method)));
                    cells.add(Training.number(evaluation.mean(method).coverage()));
                    cells.add(Integer.toString(result.of(method).fallbacks()));
                    cells.add(Integer.toString(result.of(method).clipped()));
                    cells.add(Training.number(run.secondsOf(method).total()));
                    table.row(cells.toArray(String[]::new));
                });
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "MASE of %,d sensor(s), every origin from %s on:%n",
                evaluation.sensors().size(),
                result.data().past().cut()));
        text.append(table);
        result.leftOut().forEach((method, reason) -> text.append(method)
                .append(" is left out: ")
                .append(reason)
                .append(System.lineSeparator()));
        DataReport.lines("not scored", result.notScored())
                .forEach(line -> text.append(line).append(System.lineSeparator()));
        evaluation.notes().forEach(note -> text.append("note: ").append(note).append(System.lineSeparator()));
        appendNew(text);
        return text.toString();
    }

    /** Appends the MASE of new sensors by days since they began, in the order of the models. */
    private void appendNew(StringBuilder text) {
        DaysSinceStart since = result.daysSinceStart();
        if (since.sensors() == 0) {
            return;
        }
        List<String> header = new ArrayList<>(List.of("MODEL"));
        since.days().forEach(day -> header.addAll(List.of("DAY " + day.number(), "FALLBACKS")));
        TextTable table = new TextTable(header.toArray(String[]::new));
        result.methods().forEach(method -> {
            List<String> cells = new ArrayList<>(List.of(method));
            since.days().forEach(day -> {
                cells.add(Training.number(day.evaluation().mean(method).mase()));
                cells.add(Integer.toString(day.fallbacks().getOrDefault(method, 0)));
            });
            table.row(cells.toArray(String[]::new));
        });
        text.append(
                String.format(Locale.ROOT, "MASE of %,d new sensor(s) by days since they began:%n", since.sensors()));
        text.append(table);
    }

    /**
     * Writes {@code backtest.html}, {@code backtest.csv}, {@code backtest.json} and {@value ForecastsFile#NAME}.
     *
     * @param folder folder, created if it does not exist
     * @return the files
     */
    public List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path html = folder.resolve("backtest.html");
        Path csv = folder.resolve("backtest.csv");
        Path json = folder.resolve("backtest.json");
        Files.writeString(html, new BacktestReport(result, run).html(), UTF_8);
        Files.writeString(csv, BacktestCsv.of(result), UTF_8);
        Files.writeString(json, json().toPrettyString() + "\n", UTF_8);
        return List.of(html, csv, json, ForecastsFile.write(folder, result));
    }
}
