package io.foreflow.training.backtest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the result of a backtest does not know.
 *
 * @param data names of what was read
 * @param readings how many were read
 * @param rejected how many rows and readings could not be used
 * @param seconds by candidate, those that could not be fitted too
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
     * @param fit including all choices
     * @param forecast of the whole test block
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

    /** NaN if there is no such candidate. */
    public Seconds secondsOf(String method) {
        return seconds.getOrDefault(method, Seconds.UNKNOWN);
    }
}
