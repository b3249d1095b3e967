package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.report.Bars;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import io.foreflow.training.report.Curves;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Formats the result of a backtest for people: one self-contained HTML file. */
public final class BacktestReport {
    private static final int SHOWN_SENSORS = 25;
    private static final String WITHOUT_PERSISTENCE = " Persistence, far above the others, is not drawn.";

    private final BacktestResult result;
    private final BacktestRun run;
    private final Evaluation evaluation;
    private final List<String> methods;

    /** The method whose days and sensors are shown: the first that is not always included; without one the best. */
    private final String subject;

    /** The method that it is compared with: the best of all others. */
    private final String rival;

    /** @throws IllegalArgumentException if no candidate could be fitted */
    public BacktestReport(BacktestResult result, BacktestRun run) {
        this.result = result;
        this.run = run;
        this.evaluation = result.evaluation();
        this.methods = result.methods();
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("no candidate could be fitted, so there is nothing to report");
        }
        this.subject = methods.stream()
                .filter(method -> !Candidates.ALWAYS.contains(method))
                .findFirst()
                .orElseGet(() -> best(methods));
        List<String> others =
                methods.stream().filter(method -> !method.equals(subject)).toList();
        this.rival = others.isEmpty() ? subject : best(others);
    }

    /** Returns the first of the methods with the least mean MASE. */
    private String best(List<String> among) {
        return Collections.min(
                among,
                Comparator.comparingDouble(method -> evaluation.mean(method).mase()));
    }

    public String html() {
        HtmlReport report = HtmlReport.titled("Backtest: " + String.join(", ", run.data()))
                .subtitle(String.format(
                        Locale.ROOT,
                        "%,d readings, %d sensor(s); test block from %s on; %s; Foreflow %s",
                        run.readings(),
                        evaluation.sensors().size(),
                        result.data().past().cut(),
                        run.machine(),
                        run.foreflow()));
        overall(report);
        byLead(report);
        byHour(report);
        bySensor(report);
        newSensors(report);
        new WorstDaysSection(result, subject, rival).addTo(report);
        return report.toHtml();
    }

    private void overall(HtmlReport report) {
        report.section("All models, all sensors")
                .paragraph("Every origin of the test block forecasts "
                        + result.data().shape().horizon()
                        + " steps of " + result.data().shape().step()
                        + "; every model was fitted once, before the block."
                        + " MASE is the mean absolute error over the mean absolute error of yesterday's value before the"
                        + " block: smaller is better, below 1 is better than copying yesterday was. Imputed values do not"
                        + " count, and all models are scored on the same targets. A window that a model cannot forecast"
                        + " gets the fallback that serving would give.");
        HtmlTable table = HtmlTable.of(
                        "model",
                        "MASE",
                        "geometric mean",
                        "coverage",
                        "fallbacks",
                        "clipped",
                        "fit (s)",
                        "forecast (s)")
                .numeric(1, 2, 3, 4, 5, 6, 7)
                .captioned("Means over the sensors");
        String best = best(methods);
        for (String method : methods) {
            ForecastErrors score = evaluation.mean(method);
            String[] cells = {
                method,
                number(score.mase()),
                number(evaluation.geometricMeanMase(method)),
                number(score.coverage()),
                Integer.toString(result.of(method).fallbacks()),
                Integer.toString(result.of(method).clipped()),
                seconds(run.secondsOf(method).fit()),
                seconds(run.secondsOf(method).forecast())
            };
            if (method.equals(best)) {
                table.emphasised(cells);
            } else {
                table.row(cells);
            }
        }
        report.table(table);
        List<String> notes = new ArrayList<>();
        methods.forEach(method -> result.of(method).notes().forEach(note -> notes.add(method + ": " + note)));
        result.leftOut().forEach((method, reason) -> notes.add(method + " is left out: " + reason));
        notes.addAll(evaluation.notes());
        if (run.rejected() > 0) {
            notes.add(run.rejected() + " rows or readings could not be used.");
        }
        report.notes(notes);
    }

    private void byLead(HtmlReport report) {
        report.section("By lead");
        curves(report, "lead, in steps", "MASE", 1, evaluation::meanMaseByLead);
        report.paragraph("Means over the sensors." + WITHOUT_PERSISTENCE);
    }

    private void byHour(HtmlReport report) {
        report.section("By hour of day");
        curves(
                report,
                "local hour in which the step begins",
                "error / yardstick",
                0,
                method -> HoursOfDay.scaledErrors(result, method));
        report.paragraph(
                "Mean absolute error over the sensor's yardstick, over all sensors and leads." + WITHOUT_PERSISTENCE);
    }

    /** Adds curves without persistence, which would leave the others no room. */
    private void curves(HtmlReport report, String xLabel, String yLabel, int first, Function<String, Values> valuesOf) {
        Curves curves = Curves.over("", xLabel, yLabel);
        boolean any = false;
        for (int i = 0; i < methods.size(); i++) {
            Values values = valuesOf.apply(methods.get(i));
            if (values.present() > 0 && !methods.get(i).equals(Baseline.PERSISTENCE.label())) {
                curves.add(new Curve(methods.get(i), values.toArray(), first, style(methods.get(i)), i));
                any = true;
            }
        }
        if (any) {
            report.figure(curves.png(), yLabel + " over " + xLabel, "");
        }
    }

    /** Returns the style of a curve. Baselines are dotted, so that models stand out. */
    private static Style style(String method) {
        return Candidates.ALWAYS.contains(method) && !method.equals(RidgeCandidate.NAME)
                ? Style.OTHER
                : Style.VALIDATION;
    }

    private void bySensor(HtmlReport report) {
        List<Map.Entry<SensorId, SensorScores>> sensors = evaluation.sensors().entrySet().stream()
                .filter(entry -> Double.isFinite(entry.getValue().score(subject).mase()))
                .sorted(Comparator.comparingDouble(
                        entry -> -entry.getValue().score(subject).mase()))
                .limit(SHOWN_SENSORS)
                .toList();
        int hidden = evaluation.sensors().size() - sensors.size();
        report.section("By sensor");
        if (!sensors.isEmpty()) {
            report.figure(
                    Bars.png("", "MASE", sensorBars(sensors)),
                    "MASE by sensor",
                    "The sensors that " + subject + " forecasts worst come first"
                            + (hidden > 0 ? "; " + hidden + " more are not shown." : "."));
        }
        report.table(sensorTable(sensors));
        List<String> notScored = new ArrayList<>();
        result.notScored().forEach((sensor, reason) -> notScored.add(sensor + " is not scored: " + reason + "."));
        report.notes(notScored);
    }

    private List<Bars.Bar> sensorBars(List<Map.Entry<SensorId, SensorScores>> sensors) {
        List<Bars.Bar> bars = new ArrayList<>();
        for (Map.Entry<SensorId, SensorScores> sensor : sensors) {
            for (String method : new TreeSet<>(List.of(subject, rival))) {
                double mase = sensor.getValue().score(method).mase();
                bars.add(new Bars.Bar(sensor.getKey() + ", " + method, mase, 0, number(mase), methods.indexOf(method)));
            }
        }
        return bars;
    }

    private HtmlTable sensorTable(List<Map.Entry<SensorId, SensorScores>> sensors) {
        List<String> header = new ArrayList<>(List.of("sensor", "origins", "yardstick"));
        header.addAll(methods);
        HtmlTable table = HtmlTable.of(header.toArray(String[]::new))
                .numeric(IntStream.range(1, header.size()).toArray())
                .captioned("MASE; the yardstick is in the sensor's unit");
        sensors.forEach(sensor -> {
            SensorScores scores = sensor.getValue();
            List<String> cells = new ArrayList<>(
                    List.of(sensor.getKey().value(), Integer.toString(scores.origins()), number(scores.yardstick())));
            methods.forEach(method -> cells.add(number(scores.score(method).mase())));
            table.row(cells.toArray(String[]::new));
        });
        return table;
    }

    private void newSensors(HtmlReport report) {
        DaysSinceStart since = result.daysSinceStart();
        if (since.sensors() == 0) {
            return;
        }
        report.section("New sensors")
                .paragraph(String.format(
                        Locale.ROOT,
                        "Nobody was told what was measured of %,d sensor(s) before the test block. A forecast counts for"
                                + " the day, of 24 hours since its sensor began, in which it was made. Where a model cannot"
                                + " forecast yet, the fallback stands in its place.",
                        since.sensors()));
        curves(report, "day since the sensor began", "MASE", 1, since::mase);
        report.paragraph("Means over the new sensors." + WITHOUT_PERSISTENCE);
        NewSensorTables tables = new NewSensorTables(since, methods);
        report.table(tables.mase()).table(tables.fallbacks());
    }

    private static String seconds(double seconds) {
        return Double.isFinite(seconds) ? String.format(Locale.ROOT, "%.1f", seconds) : number(seconds);
    }

    static String number(double number) {
        if (!Double.isFinite(number)) {
            return "–";
        }
        return String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%,.1f" : "%.3f", number);
    }
}
