package io.foreflow.training.evaluate;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an error is divided by to be comparable between sensors: the mean absolute difference between a value and the
 * one at the same local time the day before. Hyndman and Koehler, "Another look at measures of forecast accuracy",
 * International Journal of Forecasting 22, 2006, with a season of one day.
 */
public final class Yardstick {
    private Yardstick() {}

    /**
     * The mean of |y(t) − y(t − 1 day, at the same local time)| over all t before {@code cut} of which both are known.
     * Of a local time that comes twice the first is meant; one that is skipped has no value.
     *
     * @param actuals values that were really measured, by start of their bucket
     * @param grid the buckets of the sensor
     * @param cut what is at or after it is not looked at
     * @return NaN if there is no such pair
     */
    public static double of(Map<Instant, Double> actuals, BucketGrid grid, Instant cut) {
        double sum = 0;
        long count = 0;
        for (Map.Entry<Instant, Double> entry : new TreeMap<>(actuals).entrySet()) {
            Instant time = entry.getKey();
            if (!time.isBefore(cut)) {
                break;
            }
            Double before = dayBefore(actuals, time, grid);
            if (before != null) {
                sum += Math.abs(entry.getValue() - before);
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private static @Nullable Double dayBefore(Map<Instant, Double> actuals, Instant time, BucketGrid grid) {
        if (grid.isLocal()) {
            long before = grid.indexOf(time) - grid.step().perDay();
            return grid.isEmpty(before) ? null : actuals.get(grid.startOf(before));
        }
        ZoneId zone = grid.zone();
        LocalDateTime local = LocalDateTime.ofInstant(time, zone).minusDays(1);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? null : actuals.get(local.toInstant(offsets.get(0)));
    }

    /**
     * The values that windows hold as targets, by start of their bucket: what was really measured, for imputed values
     * are left out.
     *
     * @param windows of one sensor
     */
    public static Map<Instant, Double> actuals(Collection<TrainingWindow> windows) {
        Map<Instant, Double> actuals = new HashMap<>();
        for (TrainingWindow window : windows) {
            WindowShape shape = window.window().shape();
            Set<Integer> imputed = new HashSet<>(window.targetImputed());
            for (int lead = 0; lead < shape.horizon(); lead++) {
                if (!imputed.contains(lead)) {
                    actuals.put(
                            window.window().targetTime(lead), window.target().at(lead));
                }
            }
        }
        return actuals;
    }
}
