package io.foreflow.training.backtest;

import io.foreflow.training.backtest.DaysSinceStart.DayScore;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.Wording;
import java.util.List;
import java.util.function.BiFunction;

/** Tables of the scores while a sensor is new: a row for each day, a column for each method. */
record NewSensorTables(DaysSinceStart since, List<String> methods) {
    HtmlTable mase() {
        return byDay(
                "Error as a share of the yardstick (MASE), by day since the sensor began",
                (day, method) -> Wording.number(day.evaluation().mean(method).mase()));
    }

    HtmlTable fallbacks() {
        return byDay(
                "Forecasts by the fallback, by day since the sensor began",
                (day, method) -> Wording.count(day.fallbacks().getOrDefault(method, 0)));
    }

    private HtmlTable byDay(String caption, BiFunction<DayScore, String, String> cell) {
        HtmlTable table =
                HtmlTable.of(caption, List.of("day", "windows"), methods).numericFrom(0);
        for (DayScore day : since.days()) {
            table.row(
                    List.of(Integer.toString(day.number()), Wording.count(day.windows())),
                    methods.stream().map(method -> cell.apply(day, method)).toList(),
                    false);
        }
        return table;
    }
}
