package io.foreflow.training.backtest;

import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.backtest.Candidate.CannotFitException;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import io.foreflow.training.backtest.MethodForecasts.SensorForecasts;
import io.foreflow.training.evaluate.TrackedIntervals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fits candidates before a cut and lets each forecast from every origin after it: a pure function of data and candidates.
 * Each is fitted once; nothing of the test block has any influence on a fit.
 */
public final class Backtest {
    /** Share of a candidate's work that fitting counts as, in the progress that listeners hear. */
    private static final double FIT_SHARE = 0.8;

    private Backtest() {}

    /** Hears the progress of a backtest. All methods may do nothing. */
    public interface BacktestListener {
        BacktestListener SILENT = new BacktestListener() {};

        /** The candidate is fitted from now on, after the one before has forecast. */
        default void begins(Candidate candidate) {}

        /** The candidate is fitted, and forecasts from now on. */
        default void fitted(Candidate candidate) {}

        /** The candidate has forecast, or could not be fitted. */
        default void ended(Candidate candidate) {}

        /**
         * @param share share of the candidate's work that is done, 0 to 1
         * @return false if the fit should end with the result so far
         */
        default boolean at(Candidate candidate, double share) {
            return true;
        }
    }

    /**
     * Runs the candidates one after another. A window that a candidate cannot forecast gets the fallback, as in serving,
     * and is counted.
     */
    public static BacktestResult run(BacktestData data, List<Candidate> candidates, BacktestListener listener) {
        Map<String, MethodForecasts> forecasts = new LinkedHashMap<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            listener.begins(candidate);
            try (FittedCandidate fitted =
                    candidate.fit(data.past(), share -> listener.at(candidate, FIT_SHARE * share))) {
                listener.fitted(candidate);
                forecasts.put(candidate.name(), forecast(data, candidate, fitted, listener));
            } catch (CannotFitException e) {
                leftOut.put(candidate.name(), String.valueOf(e.getMessage()));
            }
            listener.ended(candidate);
        }
        return BacktestResult.of(data, forecasts, leftOut);
    }

    private static MethodForecasts forecast(
            BacktestData data, Candidate candidate, FittedCandidate fitted, BacktestListener listener) {
        SortedMap<SensorId, SensorForecasts> sensors = new TreeMap<>();
        data.blocks().forEach((sensor, block) -> {
            List<ForecastOutcome> outcomes = fitted.forecast(block.known(), block.windows());
            sensors.put(sensor, completed(block, outcomes, fitted));
            listener.at(
                    candidate,
                    FIT_SHARE + (1 - FIT_SHARE) * sensors.size() / data.blocks().size());
        });
        return new MethodForecasts(sensors, fitted.notes());
    }

    private static SensorForecasts completed(Block block, List<ForecastOutcome> outcomes, FittedCandidate fitted) {
        List<Values> values = new ArrayList<>(outcomes.size());
        Set<Integer> fallbacks = new HashSet<>();
        int clipped = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            Window window = block.windows().get(i);
            if (outcomes.get(i) instanceof Forecasted forecasted) {
                values.add(forecasted.values());
                clipped += forecasted.clipped();
            } else {
                fallbacks.add(i);
                values.add(Fallback.forecast(window)
                        .map(Forecasted::values)
                        .orElseGet(() -> Values.missing(window.shape().horizon())));
            }
        }
        TrackedIntervals tracked = TrackedIntervals.of(block.windows(), values, fitted.intervals(), fitted.bounds());
        return new SensorForecasts(values, tracked.intervals(), fallbacks, clipped);
    }
}
