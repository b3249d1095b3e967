package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.report.Chart;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.Wording;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Formats the result of a backtest for people: one self-contained HTML file. */
public final class BacktestReport {
    private static final int SHOWN_SENSORS = 25;
    private static final String MASE = "error as a share of the yardstick (MASE)";
    private static final String WITHOUT_PERSISTENCE =
            "Means over the sensors. Persistence, far above the others, is not drawn.";

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
        String files = run.data().stream().map(Wording::code).collect(Collectors.joining(", "));
        HtmlReport report = HtmlReport.titled("Backtest", "Backtest of " + String.join(", ", run.data()))
                .summary(summary());
        overall(report);
        byLead(report);
        byHour(report);
        bySensor(report);
        newSensors(report);
        new DaysSection(result, subject, rival).addTo(report);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Readings", Wording.count(run.readings()) + " from " + files);
        facts.put("Test block", "from " + Wording.code(result.data().past().cut()) + " on");
        facts.put(
                "Windows before it",
                Wording.count(result.data().past().windows().size()) + ", SHA-256 "
                        + Wording.code(result.data().past().windows().digest()));
        facts.put("Time", Wording.format("%.1f seconds", run.total()) + " on " + run.machine());
        facts.put("Software", "Foreflow " + run.foreflow());
        return report.section("Provenance").facts(facts).toHtml();
    }

    /** Returns the result in one sentence. */
    private String summary() {
        String best = best(methods);
        double mase = evaluation.mean(best).mase();
        String next = best(methods.stream()
                .filter(method -> methods.size() == 1 || !method.equals(best))
                .toList());
        double other = evaluation.mean(next).mase();
        if (!Double.isFinite(mase) || !Double.isFinite(other)) {
            return "No sensor has a yardstick before the test block, so the models cannot be compared.";
        }
        return String.format(
                Locale.ROOT,
                "Of %d models, %s forecasts best: its mean absolute error is %.3f of the yardstick (MASE), %s below that of the"
                        + " next best, %s (%.3f), over %s.",
                methods.size(),
                best,
                mase,
                Wording.percent(1 - mase / other),
                next,
                other,
                Wording.count(evaluation.sensors().size(), "sensor"));
    }

    private void overall(HtmlReport report) {
        report.section("All models, all sensors")
                .paragraph("Every origin of the test block forecasts "
                        + Wording.count(result.data().shape().horizon(), "step") + " of "
                        + Wording.duration(result.data().shape().step().duration())
                        + ". Every model was fitted once, before the block. The error is the mean absolute error. The yardstick"
                        + " is the mean absolute error of yesterday's value before the block: below 1 is better than copying"
                        + " yesterday was. Imputed values do not count, and all models are scored on the same targets. Where a"
                        + " model cannot forecast a window, the fallback that serving would give stands in its place.");
        HtmlTable table = HtmlTable.of(
                        "Means over the sensors",
                        "model",
                        "error of the yardstick (MASE)",
                        "geometric mean of MASE",
                        "actual values in the interval",
                        "forecasts by the fallback",
                        "values clipped",
                        "fitting (s)",
                        "forecasting (s)")
                .numericFrom(1)
                .bars(1);
        String best = best(methods);
        for (String method : methods) {
            ForecastErrors score = evaluation.mean(method);
            table.row(
                    List.of(method),
                    List.of(
                            Wording.number(score.mase()),
                            Wording.number(evaluation.geometricMeanMase(method)),
                            Wording.percent(score.coverage()),
                            Wording.count(result.of(method).fallbacks()),
                            Wording.count(result.of(method).clipped()),
                            Wording.format("%.1f", run.secondsOf(method).fit()),
                            Wording.format("%.1f", run.secondsOf(method).forecast())),
                    method.equals(best));
        }
        report.add(table);
        List<String> notes = new ArrayList<>();
        methods.forEach(method -> result.of(method).notes().forEach(note -> notes.add(method + ": " + note)));
        result.leftOut().forEach((method, reason) -> notes.add(method + " is left out: " + reason));
        evaluation
                .notes()
                .forEach(note ->
                        notes.add(Wording.withCode(note, evaluation.sensors().keySet())));
        if (run.rejected() > 0) {
            notes.add(Wording.count(run.rejected()) + " rows or readings could not be used.");
        }
        report.notes(notes);
    }

    private void byLead(HtmlReport report) {
        report.section("By lead");
        String lead = "lead (steps of "
                + Wording.duration(result.data().shape().step().duration()) + ")";
        curves(report, "Error by lead", lead, 1, evaluation::meanMaseByLead);
    }

    /** Adds errors by hour of day. Steps of a day all begin at the same one. */
    private void byHour(HtmlReport report) {
        if (result.data().shape().step().perDay() == 1) {
            return;
        }
        report.section("By hour of day");
        curves(
                report,
                "Error by hour of day, all leads",
                "local hour in which the step begins",
                0,
                method -> HoursOfDay.scaledErrors(result, method));
    }

    /** Adds curves without persistence, which would leave the others no room. */
    private void curves(HtmlReport report, String title, String xLabel, int first, Function<String, Values> valuesOf) {
        Chart chart = Chart.of(title, xLabel, MASE).captioned(WITHOUT_PERSISTENCE);
        for (int i = 0; i < methods.size(); i++) {
            Values values = valuesOf.apply(methods.get(i));
            if (values.present() > 0 && !methods.get(i).equals(Baseline.PERSISTENCE.label())) {
                chart.add(Curve.over(first, methods.get(i), values.toArray(), style(methods.get(i)), i));
            }
        }
        if (!chart.isEmpty()) {
            report.add(chart);
        }
    }

    /** Returns the style of a curve. Baselines are dotted, so that models stand out. */
    private static Style style(String method) {
        return Candidates.ALWAYS.contains(method) && !method.equals(RidgeCandidate.NAME) ? Style.DOTTED : Style.SOLID;
    }

    private void bySensor(HtmlReport report) {
        List<Map.Entry<SensorId, SensorScores>> sensors = evaluation.sensors().entrySet().stream()
                .filter(entry -> Double.isFinite(entry.getValue().score(subject).mase()))
                .sorted(Comparator.comparingDouble(
                        entry -> -entry.getValue().score(subject).mase()))
                .limit(SHOWN_SENSORS)
                .toList();
        int hidden = evaluation.sensors().size() - sensors.size();
        report.section("By sensor")
                .paragraph("The sensors that " + subject + " forecasts worst come first"
                        + (hidden > 0 ? "; " + Wording.count(hidden) + " more are not shown." : "."));
        HtmlTable table = HtmlTable.of(
                        "Error as a share of the yardstick (MASE) by sensor and model; the yardstick is in the sensor's unit",
                        List.of("sensor", "origins", "yardstick"),
                        methods)
                .numericFrom(1)
                .bars(3 + methods.indexOf(subject))
                .bars(3 + methods.indexOf(rival));
        String format = Wording.formatOf(
                sensors.stream().mapToDouble(sensor -> sensor.getValue().yardstick()));
        sensors.forEach(sensor -> {
            SensorScores scores = sensor.getValue();
            table.row(
                    List.of(
                            Wording.code(sensor.getKey()),
                            Wording.count(scores.origins()),
                            Wording.format(format, scores.yardstick())),
                    methods.stream()
                            .map(method -> Wording.number(scores.score(method).mase()))
                            .toList(),
                    false);
        });
        report.add(table);
        List<String> notScored = new ArrayList<>();
        result.notScored()
                .forEach((sensor, reason) -> notScored.add(Wording.code(sensor) + " is not scored: " + reason + "."));
        report.notes(notScored);
    }

    private void newSensors(HtmlReport report) {
        DaysSinceStart since = result.daysSinceStart();
        if (since.sensors() == 0) {
            return;
        }
        report.section("New sensors")
                .paragraph("No model knew what was measured of " + Wording.count(since.sensors(), "sensor")
                        + " before the test block. A forecast counts for the day, of 24 hours since its sensor began, in which it"
                        + " was made. Where a model cannot forecast yet, the fallback stands in its place.");
        curves(report, "Error by day", "day since the sensor began", 1, since::mase);
        NewSensorTables tables = new NewSensorTables(since, methods);
        report.add(tables.mase()).add(tables.fallbacks());
    }
}
