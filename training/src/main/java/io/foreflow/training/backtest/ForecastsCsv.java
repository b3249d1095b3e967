package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.backtest.MethodForecasts.SensorForecasts;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes every forecast of a backtest as comma-separated values, one row for each sensor, origin, model and lead: the
 * numbers that are scored, with all their digits. A row is written as soon as it is made.
 */
public final class ForecastsCsv {
    static final String HEADER = "sensor,model,origin,time,lead,forecast,lower,upper,actual,imputed,fallback";

    private final BacktestResult result;

    public ForecastsCsv(BacktestResult result) {
        this.result = result;
    }

    /**
     * Writes the header and all rows by sensor, origin, model and lead. A lead is counted in steps from 1; times are in
     * UTC. Unknown numbers are empty.
     *
     * @param out takes the text, and stays open
     */
    public void write(Writer out) throws IOException {
        out.append(HEADER).append('\n');
        for (Map.Entry<SensorId, Block> entry : result.data().blocks().entrySet()) {
            write(entry.getKey(), entry.getValue(), out);
        }
    }

    private void write(SensorId sensor, Block block, Writer out) throws IOException {
        Map<Long, Double> imputed = imputed(block.windows());
        for (int i = 0; i < block.windows().size(); i++) {
            Window window = block.windows().get(i);
            String[] starts = starts(window);
            String[] ends = ends(block, window, imputed);
            for (String method : result.methods()) {
                SensorForecasts made = result.of(method).of(sensor);
                StringBuilder rows = new StringBuilder();
                String start = BacktestCsv.quoted(sensor.value()) + ',' + BacktestCsv.quoted(method) + ',';
                String end = made.fallbacks().contains(i) ? ",true\n" : ",false\n";
                for (int lead = 0; lead < starts.length; lead++) {
                    rows.append(start).append(starts[lead]);
                    append(rows, made.values().get(i), lead);
                    if (made.intervals().isEmpty()) {
                        rows.append(",,");
                    } else {
                        Interval interval = made.intervals().get(i);
                        append(rows, interval.lower(), lead);
                        append(rows, interval.upper(), lead);
                    }
                    rows.append(ends[lead]).append(end);
                }
                out.append(rows);
            }
        }
    }

    /** Returns the values that stand in the place of missing ones, by bucket. */
    private static Map<Long, Double> imputed(List<Window> windows) {
        Map<Long, Double> imputed = new HashMap<>();
        for (Window window : windows) {
            long first = window.grid().indexOf(window.origin()) - window.shape().history();
            window.imputed()
                    .forEach(slot ->
                            imputed.putIfAbsent(first + slot, window.history().at(slot)));
        }
        return imputed;
    }

    /** Returns origin, time and lead of each row of a window. */
    private static String[] starts(Window window) {
        String[] starts = new String[window.shape().horizon()];
        for (int lead = 0; lead < starts.length; lead++) {
            starts[lead] = window.origin() + "," + window.targetTime(lead) + "," + (lead + 1);
        }
        return starts;
    }

    /** Returns the actual value of each row of a window, and whether it was imputed. */
    private static String[] ends(Block block, Window window, Map<Long, Double> imputed) {
        Values actuals = BacktestResult.actuals(block, window);
        long first = window.grid().indexOf(window.origin());
        String[] ends = new String[actuals.length()];
        for (int lead = 0; lead < ends.length; lead++) {
            Double substitute = actuals.isMissing(lead) ? imputed.get(first + lead) : null;
            StringBuilder end = new StringBuilder();
            append(end, substitute == null ? actuals.at(lead) : substitute);
            ends[lead] = end.append(substitute == null ? ",false" : ",true").toString();
        }
        return ends;
    }

    private static void append(StringBuilder row, Values values, int lead) {
        append(row, values.at(lead));
    }

    private static void append(StringBuilder row, double number) {
        row.append(',');
        if (Double.isFinite(number)) {
            row.append(number);
        }
    }
}
