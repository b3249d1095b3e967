package io.foreflow.training.evaluate;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up errors, origin by origin. */
final class Scoreboard {
    private final List<String> methods;
    private final int horizon;
    private final Map<SensorId, Sums> sensors = new TreeMap<>();

    Scoreboard(List<String> methods, int horizon) {
        this.methods = List.copyOf(methods);
        this.horizon = horizon;
    }

    /**
     * Scores one origin. A target counts if the actual value is known; each method must then have a finite forecast
     * of it, or the target counts for none.
     *
     * @param forecasts by method
     * @param actuals one for each target step, NaN where it does not count
     */
    void add(SensorId sensor, Map<String, Values> forecasts, Values actuals) {
        Sums sums = sensors.computeIfAbsent(sensor, id -> new Sums());
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
                sums.add(lead, values, actuals.at(lead));
            }
        }
        sums.origins += any ? 1 : 0;
    }

    private static boolean known(Values[] values, int lead) {
        for (Values forecast : values) {
            if (forecast.isMissing(lead)) {
                return false;
            }
        }
        return true;
    }

    /** @param yardsticks by sensor; NaN or absent where unknown */
    Evaluation evaluation(Map<SensorId, Double> yardsticks) {
        SortedMap<SensorId, SensorScores> scores = new TreeMap<>();
        sensors.forEach((sensor, sums) -> {
            if (sums.origins > 0) {
                scores.put(sensor, sums.scores(yardsticks.getOrDefault(sensor, Double.NaN)));
            }
        });
        return new Evaluation(methods, scores);
    }

    /** One sensor's errors. */
    private final class Sums {
        private final long[] targets = new long[horizon];
        private final double[][] absolute = new double[methods.size()][horizon];
        private final double[] squared = new double[methods.size()];
        private final double[] signed = new double[methods.size()];
        private int origins;

        void add(int lead, Values[] forecasts, double actual) {
            targets[lead]++;
            for (int method = 0; method < forecasts.length; method++) {
                double error = forecasts[method].at(lead) - actual;
                absolute[method][lead] += Math.abs(error);
                squared[method] += error * error;
                signed[method] += error;
            }
        }

        SensorScores scores(double yardstick) {
            double divisor = yardstick > 0 ? yardstick : Double.NaN;
            long count = Arrays.stream(targets).sum();
            Map<String, Score> scores = new LinkedHashMap<>();
            Map<String, Values> byLead = new LinkedHashMap<>();
            for (int i = 0; i < methods.size(); i++) {
                int method = i;
                double mae = Arrays.stream(absolute[method]).sum() / count;
                scores.put(
                        methods.get(method),
                        new Score(mae, Math.sqrt(squared[method] / count), signed[method] / count, mae / divisor));
                byLead.put(
                        methods.get(method),
                        Values.generate(
                                horizon,
                                lead -> targets[lead] == 0
                                        ? Double.NaN
                                        : absolute[method][lead] / targets[lead] / divisor));
            }
            return new SensorScores(origins, count, yardstick, scores, byLead);
        }
    }
}
