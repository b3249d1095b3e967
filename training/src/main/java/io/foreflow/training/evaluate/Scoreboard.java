package io.foreflow.training.evaluate;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up errors, origin by origin. */
final class Scoreboard {
    private final List<String> methods;
    private final int horizon;
    private final Map<SensorId, Yardstick> yardsticks;
    private final Map<SensorId, SensorErrorSums> sensors = new TreeMap<>();

    /** @param yardsticks by sensor; a sensor without one is unknown */
    Scoreboard(List<String> methods, int horizon, Map<SensorId, Yardstick> yardsticks) {
        this.methods = List.copyOf(methods);
        this.horizon = horizon;
        this.yardsticks = Map.copyOf(yardsticks);
    }

    /**
     * Scores one origin. A target counts if the actual value is known; each method must then have a finite forecast
     * of it, or the target counts for none.
     *
     * @param forecasts by method
     * @param intervals by method; a bound that is missing is not scored
     * @param actuals one for each target step, NaN where it does not count
     */
    void add(SensorId sensor, Map<String, Values> forecasts, Map<String, Interval> intervals, Values actuals) {
        SensorErrorSums sums = sensors.computeIfAbsent(
                sensor, id -> new SensorErrorSums(yardsticks.getOrDefault(id, Yardstick.UNKNOWN)));
        Values[] values = methods.stream()
                .map(method -> {
                    Values forecast = forecasts.get(method);
                    if (forecast == null || forecast.length() != horizon) {
                        throw new IllegalArgumentException(
                                "no forecast of " + horizon + " steps by " + method + " for " + sensor);
                    }
                    return forecast;
                })
                .toArray(Values[]::new);
        boolean any = false;
        for (int lead = 0; lead < horizon; lead++) {
            if (!actuals.isMissing(lead) && known(values, lead)) {
                any = true;
                for (int method = 0; method < values.length; method++) {
                    ErrorSums errors = sums.errors[method][lead];
                    errors.add(values[method].at(lead), actuals.at(lead));
                    addInterval(errors, intervals.get(methods.get(method)), lead, actuals.at(lead));
                }
            }
        }
        sums.origins += any ? 1 : 0;
    }

    private static void addInterval(ErrorSums errors, @Nullable Interval interval, int lead, double actual) {
        if (interval != null
                && !interval.lower().isMissing(lead)
                && !interval.upper().isMissing(lead)) {
            errors.addInterval(
                    interval.level(),
                    interval.lower().at(lead),
                    interval.upper().at(lead),
                    actual);
        }
    }

    private static boolean known(Values[] values, int lead) {
        for (Values forecast : values) {
            if (forecast.isMissing(lead)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the scores of the forecasts so far. */
    Evaluation evaluation() {
        SortedMap<SensorId, SensorScores> scores = new TreeMap<>();
        sensors.forEach((sensor, sums) -> {
            if (sums.origins > 0) {
                scores.put(sensor, sums.scores());
            }
        });
        return new Evaluation(methods, scores);
    }

    /** One sensor's errors. */
    private final class SensorErrorSums {
        private final ErrorSums[][] errors = new ErrorSums[methods.size()][horizon];
        private final Yardstick yardstick;
        private int origins;

        SensorErrorSums(Yardstick yardstick) {
            this.yardstick = yardstick;
            for (ErrorSums[] ofMethod : errors) {
                Arrays.setAll(ofMethod, lead -> new ErrorSums(yardstick.value()));
            }
        }

        SensorScores scores() {
            Map<String, ForecastErrors> scores = new LinkedHashMap<>();
            Map<String, List<ForecastErrors>> byLead = new LinkedHashMap<>();
            long targets = 0;
            long capped = 0;
            for (int method = 0; method < errors.length; method++) {
                ErrorSums all = new ErrorSums(yardstick.value());
                List<ForecastErrors> leads = new ArrayList<>(horizon);
                for (ErrorSums lead : errors[method]) {
                    all.addAll(lead);
                    leads.add(lead.score());
                }
                targets = all.count();
                capped = Math.max(capped, all.capped());
                scores.put(methods.get(method), all.score());
                byLead.put(methods.get(method), leads);
            }
            return new SensorScores(origins, targets, yardstick, capped, scores, byLead);
        }
    }
}
