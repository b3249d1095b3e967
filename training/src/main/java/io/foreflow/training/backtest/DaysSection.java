package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.backtest.MethodForecasts.SensorForecasts;
import io.foreflow.training.backtest.WorstDays.WorstDay;
import io.foreflow.training.report.Chart;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.Wording;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The section of a report that draws a usual day and the days that a method forecast worst.
 *
 * @param subject the method
 * @param rival the method that it is compared with; the subject itself if there is no other
 */
record DaysSection(BacktestResult result, String subject, String rival) {
    private static final int WORST = 4;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);

    void addTo(HtmlReport report) {
        List<WorstDay> days = WorstDays.of(result, subject, Integer.MAX_VALUE);
        report.section("Single days")
                .paragraph(
                        "Each forecast was made at the midnight with which the day begins. The error is the day's mean"
                                + " absolute error as a share of the sensor's yardstick.");
        if (days.isEmpty()) {
            report.paragraph("The test block holds no whole day.");
            return;
        }
        report.add(chart("A usual day", days.get(days.size() / 2), "Half of all days are forecast better. "));
        for (int i = 0; i < Math.min(WORST, days.size()); i++) {
            report.add(chart(i == 0 ? "The worst day" : "The next worst day", days.get(i), ""));
        }
    }

    private Chart chart(String name, WorstDay day, String words) {
        Window window = day.window();
        Block block = requireNonNull(result.data().blocks().get(day.sensor()));
        int past = window.shape().horizon();
        Step step = window.shape().step();
        Instant begin = step.plus(window.origin(), -past);
        Values before = block.series().from(begin, past);
        SensorForecasts forecasts = result.of(subject).of(day.sensor());
        Chart chart = Chart.of(
                        name + ": " + DAY.format(window.origin().atZone(window.zone())), "local time", "sensor's unit")
                .captioned(words + "Sensor " + Wording.code(day.sensor()) + ", error " + Wording.number(day.error())
                        + " of the yardstick with " + subject + ".")
                .labels(IntStream.range(0, past + window.shape().horizon())
                        .mapToObj(i -> TIME.format(step.plus(begin, i).atZone(window.zone())))
                        .toList());
        if (!forecasts.intervals().isEmpty()) {
            Interval interval = forecasts.intervals().get(day.place());
            String share = Wording.format("%.0f %% interval", 100 * interval.level());
            if (interval.lower().present() > 0) {
                chart.band(
                        past,
                        share,
                        interval.lower().toArray(),
                        interval.upper().toArray(),
                        1);
            }
        }
        add(chart, past, "last week", window.lastWeek(), Style.DOTTED, 7);
        if (!rival.equals(subject)) {
            add(chart, past, rival, result.of(rival).of(day.sensor()).values().get(day.place()), Style.DASHED, 2);
        }
        double[] actual =
                DoubleStream.concat(before.stream(), day.actuals().stream()).toArray();
        chart.add(Curve.over(0, "actual", actual, Style.SOLID, 0));
        add(chart, past, "forecast, " + subject, forecasts.values().get(day.place()), Style.SOLID, 1);
        return chart;
    }

    private static void add(Chart chart, int first, String name, Values values, Style style, int colour) {
        if (values.present() > 0) {
            chart.add(Curve.over(first, name, values.toArray(), style, colour));
        }
    }
}
