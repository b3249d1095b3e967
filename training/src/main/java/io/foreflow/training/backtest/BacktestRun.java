package io.foreflow.training.backtest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts of a backtest that its result does not know.
 *
 * @param data names of the inputs
 * @param readings number of readings
 * @param rejected number of rows and readings that could not be used
 * @param seconds seconds by candidate, including those that could not be fitted
 * @param total seconds of everything, reading and windowing included
 * @param machine one line: system, processors, memory
 * @param foreflow version of this software
 */
public record BacktestRun(
        List<String> data,
        long readings,
        long rejected,
        Map<String, Seconds> seconds,
        double total,
        String machine,
        String foreflow) {

    /**
     * @param fit seconds of the fit, including all choices
     * @param forecast seconds of the whole test block
     */
    public record Seconds(double fit, double forecast) {
        static final Seconds UNKNOWN = new Seconds(Double.NaN, Double.NaN);

        public double total() {
            return fit + forecast;
        }
    }

    public BacktestRun {
        data = List.copyOf(data);
        seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }

    /** Returns the seconds of a candidate; NaN if there is no such candidate. */
    public Seconds secondsOf(String method) {
        return seconds.getOrDefault(method, Seconds.UNKNOWN);
    }
}
