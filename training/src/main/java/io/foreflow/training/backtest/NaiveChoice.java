package io.foreflow.training.backtest;

import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.training.data.MeasuredTargets;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Chooses the naive forecast of each sensor from the past alone: the baseline with the least mean absolute error on the
 * latest quarter of its windows before the cut.
 */
final class NaiveChoice {
    /** Maximum error of a forecast that counts as no worse than the naive one, in multiples of the naive error. */
    static final double TOLERANCE = 1.05;

    private NaiveChoice() {}

    /** Returns the choice by sensor; a sensor without windows has none. */
    static SortedMap<SensorId, Baseline> of(KnownPast past) {
        SortedMap<SensorId, Baseline> chosen = new TreeMap<>();
        past.windows().windows().stream()
                .collect(groupingBy(window -> window.window().sensor(), TreeMap::new, Collectors.toList()))
                .forEach((sensor, windows) -> chosen.put(sensor, best(latest(windows))));
        return chosen;
    }

    private static List<TrainingWindow> latest(List<TrainingWindow> windows) {
        List<TrainingWindow> ordered = windows.stream()
                .sorted(Comparator.comparing(window -> window.window().origin()))
                .toList();
        return ordered.subList((int) Math.floor((1 - KnownPast.VALIDATION_SHARE) * ordered.size()), ordered.size());
    }

    private static Baseline best(List<TrainingWindow> windows) {
        Baseline best = Baseline.PERSISTENCE;
        double least = Double.POSITIVE_INFINITY;
        for (Baseline baseline : Baseline.values()) {
            double error = windows.stream()
                    .mapToDouble(window -> error(baseline, window))
                    .sum();
            if (error < least) {
                least = error;
                best = baseline;
            }
        }
        return best;
    }

    private static double error(Baseline baseline, TrainingWindow window) {
        Values forecast = baseline.completed(window.window()).orElseThrow();
        Values measured = MeasuredTargets.of(window);
        double sum = 0;
        for (int lead = 0; lead < measured.length(); lead++) {
            if (Double.isFinite(measured.at(lead))) {
                sum += Math.abs(forecast.at(lead) - measured.at(lead));
            }
        }
        return sum;
    }

    /**
     * Returns the share of the sensors on which the method's MASE is at most {@value #TOLERANCE} times that of the
     * naive forecast; NaN if no sensor has both.
     */
    static double shareWithin(Map<SensorId, Baseline> naives, Evaluation evaluation, String method) {
        int known = 0;
        int within = 0;
        for (Map.Entry<SensorId, SensorScores> sensor : evaluation.sensors().entrySet()) {
            Baseline naive = naives.get(sensor.getKey());
            ForecastErrors rival =
                    naive == null ? null : sensor.getValue().scores().get(naive.label());
            ForecastErrors own = sensor.getValue().scores().get(method);
            if (rival != null && own != null && Double.isFinite(rival.mase()) && Double.isFinite(own.mase())) {
                known++;
                within += own.mase() <= TOLERANCE * rival.mase() ? 1 : 0;
            }
        }
        return known == 0 ? Double.NaN : (double) within / known;
    }
}
