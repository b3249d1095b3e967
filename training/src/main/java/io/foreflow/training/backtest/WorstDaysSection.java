package io.foreflow.training.backtest;

import io.foreflow.models.series.Values;
import io.foreflow.training.backtest.WorstDays.WorstDay;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import io.foreflow.training.report.Curves;
import io.foreflow.training.report.HtmlReport;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The section of a report that draws the days which a method forecast worst.
 *
 * @param subject the method
 * @param rival the method that it is compared with; the subject itself if there is no other
 */
record WorstDaysSection(BacktestResult result, String subject, String rival) {
    private static final int DAYS = 4;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.ENGLISH);

    void addTo(HtmlReport report) {
        List<WorstDay> days = WorstDays.of(result, subject, DAYS);
        report.section("The worst days of " + subject)
                .paragraph(
                        "Each forecast was made at the midnight with which the day begins. The error is the day's mean"
                                + " absolute error over the sensor's yardstick.");
        if (days.isEmpty()) {
            report.paragraph("The test block holds no whole day.");
        }
        for (WorstDay day : days) {
            String title = day.sensor() + ", "
                    + DAY.format(day.window().origin().atZone(day.window().zone()));
            Curves curves = Curves.over(title, "steps from midnight", "sensor's unit")
                    .add(new Curve("actual", day.actuals().toArray(), 0, Style.VALIDATION, 0));
            add(curves, subject, day, Style.VALIDATION, 1);
            if (!rival.equals(subject)) {
                add(curves, rival, day, Style.TRAINING, 2);
            }
            report.figure(
                    curves.png(), title, "Error " + BacktestReport.number(day.error()) + " with " + subject + ".");
        }
    }

    private void add(Curves curves, String method, WorstDay day, Style style, int colour) {
        Values forecast = result.of(method).of(day.sensor()).values().get(day.place());
        curves.add(new Curve(method, forecast.toArray(), 0, style, colour));
    }
}
