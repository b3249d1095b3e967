package io.foreflow.training.backtest;

import io.foreflow.training.backtest.DaysSinceStart.DayScore;
import io.foreflow.training.report.HtmlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Tables of the scores while a sensor is new: a row for each day, a column for each method. */
record NewSensorTables(DaysSinceStart since, List<String> methods) {
    HtmlTable mase() {
        return byDay(
                "MASE by day",
                (day, method) ->
                        BacktestReport.number(day.evaluation().mean(method).mase()));
    }

    HtmlTable fallbacks() {
        return byDay(
                "Fallbacks by day",
                (day, method) -> Integer.toString(day.fallbacks().getOrDefault(method, 0)));
    }

    private HtmlTable byDay(String caption, BiFunction<DayScore, String, String> cell) {
        List<String> header = new ArrayList<>(List.of("day", "windows"));
        header.addAll(methods);
        HtmlTable table = HtmlTable.of(header.toArray(String[]::new))
                .numeric(IntStream.range(0, header.size()).toArray())
                .captioned(caption);
        for (DayScore day : since.days()) {
            List<String> cells =
                    new ArrayList<>(List.of(Integer.toString(day.number()), Integer.toString(day.windows())));
            methods.forEach(method -> cells.add(cell.apply(day, method)));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }
}
