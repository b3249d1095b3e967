package io.foreflow.forecaster.demo;

import io.foreflow.forecaster.demo.Workspace.DemoSetup;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.Values;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats the result of the demo for people. */
final class OutcomeText {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int MAX_FORECASTS = 8;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final DemoResult outcome;
    private final DemoSetup notes;
    private final double seconds;

    OutcomeText(DemoResult outcome, DemoSetup notes, double seconds) {
        this.outcome = outcome;
        this.notes = notes;
        this.seconds = seconds;
    }

    @Override
    public String toString() {
        return counts() + errors() + forecasts();
    }

    private String counts() {
        return String.format(
                Locale.ROOT,
                "%nOn the topics: %,d readings of %,d sensor(s), %,d rejected; %,d windows, %,d training windows;"
                        + " %,d forecasts, %,d of them fallbacks. %.0f s.%n",
                outcome.readings(),
                outcome.sensors(),
                outcome.rejected(),
                outcome.windows(),
                outcome.trainingWindows(),
                outcome.forecasts(),
                outcome.fallbacks(),
                seconds);
    }

    private String errors() {
        Evaluation evaluation = outcome.evaluation();
        List<String> header = new ArrayList<>(List.of("MASE", "ORIGINS"));
        evaluation.methods().forEach(method -> header.add(method.equals("network") ? notes.network() : method));
        TextTable table = new TextTable(header.toArray(String[]::new));
        evaluation.sensors().forEach((sensor, scores) -> table.row(row(sensor.value(), evaluation, scores)));
        List<String> mean = new ArrayList<>(List.of("mean", ""));
        evaluation
                .methods()
                .forEach(method ->
                        mean.add(Training.number(evaluation.mean(method).mase())));
        table.row(mean.toArray(String[]::new));
        return String.format(
                        Locale.ROOT,
                        "%nThe error of 24-hour forecasts from every origin of the last 20 %% (from %s on), over that of"
                                + " yesterday's value before; smaller is better.%n",
                        TIME.format(notes.cut().atZone(notes.zone())))
                + table;
    }

    private static String[] row(String sensor, Evaluation evaluation, SensorScores scores) {
        List<String> cells = new ArrayList<>(List.of(sensor, String.format(Locale.ROOT, "%,d", scores.origins())));
        evaluation
                .methods()
                .forEach(
                        method -> cells.add(Training.number(scores.score(method).mase())));
        return cells.toArray(String[]::new);
    }

    private String forecasts() {
        StringBuilder text = new StringBuilder(String.format("%nThe latest forecasts:%n"));
        TextTable table = new TextTable("SENSOR", "FROM", "NEXT STEPS", "LEAST", "MOST", "METHOD");
        outcome.latest().values().stream()
                .limit(MAX_FORECASTS)
                .forEach(forecast -> table.row(
                        forecast.sensor().value(),
                        TIME.format(forecast.origin().atZone(notes.zone())),
                        bars(forecast.values()),
                        Training.number(least(forecast.values())),
                        Training.number(most(forecast.values())),
                        method(forecast)));
        return text.append(table).toString();
    }

    private static String method(Forecast forecast) {
        return forecast.model().map(model -> forecast.method() + " " + model).orElse(forecast.method() + " (fallback)");
    }

    /** Returns a bar for each step, between the least and the greatest value. */
    static String bars(Values values) {
        double least = least(values);
        double span = most(values) - least;
        StringBuilder bars = new StringBuilder();
        for (int i = 0; i < values.length(); i++) {
            double share = span > 0 ? (values.at(i) - least) / span : 0;
            bars.append(BARS.charAt((int) Math.min(BARS.length() - 1, Math.floor(share * BARS.length()))));
        }
        return bars.toString();
    }

    private static double least(Values values) {
        return values.stream().min().orElse(Double.NaN);
    }

    private static double most(Values values) {
        return values.stream().max().orElse(Double.NaN);
    }
}
