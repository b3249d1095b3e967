package io.foreflow.forecaster.query;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.RollingMean;
import io.foreflow.models.series.Values;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The errors of a sensor's recent forecasts at one lead.
 *
 * @param lead number of the step after the origin, from 1
 * @param count number of values that were compared
 * @param mae mean absolute error in the sensor's unit; NaN without values
 * @param bias mean of forecast less actual value; NaN without values
 * @param coverage share of values within the bounds; NaN without bounds
 * @param naive mean absolute error that copies of earlier values would have had, days and weeks counted in steps; NaN
 *     where none is known
 */
public record LeadScore(int lead, int count, double mae, double bias, double coverage, Map<Baseline, Double> naive) {
    /** The baselines that copy a value. */
    public static final List<Baseline> COPIES = List.of(Baseline.PERSISTENCE, Baseline.YESTERDAY, Baseline.LAST_WEEK);

    private static final int WEEK = 7;

    public LeadScore {
        naive = Map.copyOf(naive);
    }

    /**
     * Compares the forecasts that still wait for some values with those that are known, imputed ones aside. The largest
     * leads have few values: a forecast waits no longer than its horizon.
     */
    public static List<LeadScore> of(SensorView view) {
        int horizon =
                view.waiting().stream().mapToInt(PendingForecast::horizon).max().orElse(0);
        Set<Integer> imputed = Set.copyOf(view.imputed());
        List<LeadScore> scores = new ArrayList<>(horizon);
        for (int lead = 0; lead < horizon; lead++) {
            scores.add(of(view, imputed, lead));
        }
        return scores;
    }

    private static LeadScore of(SensorView view, Set<Integer> imputed, int lead) {
        int count = 0;
        int bounded = 0;
        int inside = 0;
        double absolute = 0;
        double signed = 0;
        Map<Baseline, RollingMean> copies = new EnumMap<>(Baseline.class);
        for (PendingForecast forecast : view.waiting()) {
            long at = view.grid().indexOf(forecast.origin()) + lead - view.first();
            if (lead >= forecast.horizon() || at < 0 || at >= view.values().length() || imputed.contains((int) at)) {
                continue;
            }
            double actual = view.values().at((int) at);
            if (Double.isNaN(actual)) {
                continue;
            }
            double error = forecast.value(lead) - actual;
            absolute += Math.abs(error);
            signed += error;
            count++;
            for (Baseline baseline : COPIES) {
                double off = Math.abs(copy(view, baseline, (int) at, lead) - actual);
                copies.merge(
                        baseline, RollingMean.NONE.with(off, 1), (mean, none) -> mean.with(off, Integer.MAX_VALUE));
            }
            double miss = forecast.miss(lead, actual);
            if (!Double.isNaN(miss)) {
                bounded++;
                inside += miss == 0 ? 1 : 0;
            }
        }
        return new LeadScore(
                lead + 1,
                count,
                count == 0 ? Double.NaN : absolute / count,
                count == 0 ? Double.NaN : signed / count,
                bounded == 0 ? Double.NaN : (double) inside / bounded,
                means(copies));
    }

    /** Returns the earlier value that a baseline copies; NaN if it is unknown. */
    private static double copy(SensorView view, Baseline baseline, int at, int lead) {
        int perDay = view.grid().step().perDay();
        Values values = view.values();
        int back =
                switch (baseline) {
                    case PERSISTENCE -> lead + 1;
                    case YESTERDAY -> perDay * (1 + lead / perDay);
                    default -> WEEK * perDay * (1 + lead / (WEEK * perDay));
                };
        return at < back ? Double.NaN : values.at(at - back);
    }

    private static Map<Baseline, Double> means(Map<Baseline, RollingMean> copies) {
        Map<Baseline, Double> means = new EnumMap<>(Baseline.class);
        COPIES.forEach(baseline -> means.put(
                baseline, copies.getOrDefault(baseline, RollingMean.NONE).mean()));
        return means;
    }
}
