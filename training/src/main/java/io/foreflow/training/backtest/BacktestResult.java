package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.RollingEvaluation;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The forecasts of every method, and their scores.
 *
 * @param data data of the backtest
 * @param forecasts forecasts by method, in the order of the candidates
 * @param leftOut the candidates that could not be fitted, with the reasons
 * @param evaluation scores of all methods on the same targets
 */
public record BacktestResult(
        BacktestData data, Map<String, MethodForecasts> forecasts, Map<String, String> leftOut, Evaluation evaluation) {
    public BacktestResult {
        requireNonNull(data, "data");
        forecasts = Collections.unmodifiableMap(new LinkedHashMap<>(forecasts));
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        requireNonNull(evaluation, "evaluation");
    }

    /** Scores the forecasts. */
    public static BacktestResult of(
            BacktestData data, Map<String, MethodForecasts> forecasts, Map<String, String> leftOut) {
        return new BacktestResult(data, forecasts, leftOut, evaluate(data, forecasts));
    }

    private static Evaluation evaluate(BacktestData data, Map<String, MethodForecasts> forecasts) {
        Map<SensorId, RollingEvaluation.ActualSeries> series = new LinkedHashMap<>();
        data.blocks()
                .forEach((sensor, block) -> series.put(
                        sensor,
                        new RollingEvaluation.ActualSeries(
                                block.series().zone(), block.series().measured())));
        RollingEvaluation evaluation =
                new RollingEvaluation(data.shape(), data.past().cut(), List.copyOf(forecasts.keySet()), series);
        data.blocks().forEach((sensor, block) -> {
            for (int i = 0; i < block.windows().size(); i++) {
                add(evaluation, block, i, forecasts);
            }
        });
        return evaluation.result();
    }

    private static void add(
            RollingEvaluation evaluation, Block block, int window, Map<String, MethodForecasts> forecasts) {
        SensorId sensor = block.series().sensor();
        Map<String, Values> values = new HashMap<>();
        Map<String, Interval> intervals = new HashMap<>();
        forecasts.forEach((method, of) -> {
            MethodForecasts.SensorForecasts made = of.of(sensor);
            values.put(method, made.values().get(window));
            if (!made.intervals().isEmpty()) {
                intervals.put(method, made.intervals().get(window));
            }
        });
        evaluation.add(sensor, block.windows().get(window).origin(), values, intervals);
    }

    /** Returns the sensors that do not count, in part or at all, each with the reason: a clause about "it". */
    public SortedMap<SensorId, String> notScored() {
        SortedMap<SensorId, String> reasons = new TreeMap<>(data.notForecast());
        data.blocks()
                .forEach((sensor, block) -> whyNotScored(sensor, block).ifPresent(why -> reasons.put(sensor, why)));
        return reasons;
    }

    private Optional<String> whyNotScored(SensorId sensor, Block block) {
        SensorScores scores = evaluation.sensors().get(sensor);
        if (scores != null) {
            boolean hasMase = scores.scores().isEmpty()
                    || scores.scores().values().stream().anyMatch(score -> Double.isFinite(score.mase()));
            return hasMase
                    ? Optional.empty()
                    : Optional.of("it has no MASE: what was measured of it before the test block gives no yardstick");
        }
        if (block.windows().stream().allMatch(window -> actuals(block, window).present() == 0)) {
            return Optional.of("none of its values is of a time that was forecast; its first forecast is of "
                    + block.windows().get(0).origin());
        }
        List<String> unable = methods().stream()
                .filter(method -> of(method).of(sensor).values().stream().allMatch(values -> values.present() == 0))
                .toList();
        return Optional.of((unable.isEmpty()
                        ? "no target is forecast by every model"
                        : "there is no forecast by " + String.join(", ", unable))
                + ": too little is known of it");
    }

    /** Returns, for each sensor, the baseline that was best on the latest quarter of its windows before the cut. */
    public SortedMap<SensorId, Baseline> naives() {
        return NaiveChoice.of(data.past());
    }

    /** Returns the scores while a sensor is new; empty if no sensor counts as new. */
    public DaysSinceStart daysSinceStart() {
        return DaysSinceStart.of(data, forecasts);
    }

    /** Returns the names of all methods that forecast, in the order of the candidates. */
    public List<String> methods() {
        return List.copyOf(forecasts.keySet());
    }

    /** @throws NullPointerException if no method of this name forecast */
    public MethodForecasts of(String method) {
        return requireNonNull(forecasts.get(method), () -> "there are no forecasts of " + method);
    }

    /** Returns the measured values of a window's target steps, NaN where nothing was measured. */
    static Values actuals(Block block, Window window) {
        return block.series().from(window.origin(), window.shape().horizon());
    }
}
