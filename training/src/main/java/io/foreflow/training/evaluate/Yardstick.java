package io.foreflow.training.evaluate;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.training.data.Outliers;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an error is divided by to be comparable between sensors: the mean absolute difference between a value and the
 * one at the same local time the day before. Hyndman and Koehler, "Another look at measures of forecast accuracy",
 * International Journal of Forecasting 22, 2006, with a season of one day. Differences to or from an outlier, see {@link Outliers}, do
 * not count: a few numbers that stand for "no value" would make every forecast look good.
 *
 * @param value in the sensor's unit, 0 or more; NaN if no difference counts
 * @param differences how many differences there are
 * @param leftOut how many of them do not count
 */
public record Yardstick(double value, long differences, long leftOut) {
    /** Nothing is known. */
    public static final Yardstick UNKNOWN = new Yardstick(Double.NaN, 0, 0);

    /**
     * The mean of |y(t) − y(t − 1 day, at the same local time)| over all t before {@code cut} of which both are known.
     * Of a local time that comes twice the first is meant; one that is skipped has no value.
     *
     * @param actuals values that were really measured, by start of their bucket
     * @param grid the buckets of the sensor
     * @param cut what is at or after it is not looked at
     */
    public static Yardstick of(Map<Instant, Double> actuals, BucketGrid grid, Instant cut) {
        SortedMap<Instant, Double> before = new TreeMap<>(actuals).headMap(cut);
        Outliers outliers = Outliers.of(before, grid);
        double sum = 0;
        long count = 0;
        long leftOut = 0;
        for (Map.Entry<Instant, Double> entry : before.entrySet()) {
            Instant dayBefore = dayBefore(entry.getKey(), grid);
            Double value = dayBefore == null ? null : before.get(dayBefore);
            if (value == null || dayBefore == null) {
                continue;
            }
            if (!outliers.isEmpty()
                    && (outliers.isAt(grid.indexOf(entry.getKey())) || outliers.isAt(grid.indexOf(dayBefore)))) {
                leftOut++;
            } else {
                sum += Math.abs(entry.getValue() - value);
                count++;
            }
        }
        return new Yardstick(count == 0 ? Double.NaN : sum / count, count + leftOut, leftOut);
    }

    /** The share of the differences that do not count, 0 to 1. */
    public double leftOutShare() {
        return differences == 0 ? 0 : (double) leftOut / differences;
    }

    private static @Nullable Instant dayBefore(Instant time, BucketGrid grid) {
        if (grid.isLocal()) {
            long before = grid.indexOf(time) - grid.step().perDay();
            return grid.isEmpty(before) ? null : grid.startOf(before);
        }
        ZoneId zone = grid.zone();
        LocalDateTime local = LocalDateTime.ofInstant(time, zone).minusDays(1);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? null : local.toInstant(offsets.get(0));
    }
}
