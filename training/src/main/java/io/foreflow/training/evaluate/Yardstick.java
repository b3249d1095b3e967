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
 * The divisor that makes errors of different sensors comparable: the mean absolute difference between a value and the
 * one at the same local time the day before. Hyndman and Koehler, "Another look at measures of forecast accuracy",
 * International Journal of Forecasting 22, 2006, with a season of one day. Differences to or from an outlier, see
 * {@link Outliers}, do not count: a few numbers that mean "no value" would make every forecast look good.
 *
 * @param value in the sensor's unit, 0 or more; NaN if no difference counts
 * @param differences number of differences
 * @param leftOut number of differences that do not count
 */
public record Yardstick(double value, long differences, long leftOut) {
    /** The yardstick of a sensor without data. */
    public static final Yardstick UNKNOWN = new Yardstick(Double.NaN, 0, 0);

    /**
     * Computes the mean of |y(t) − y(t − 1 day, at the same local time)| over all t before {@code cut} for which both
     * are known. A local time that occurs twice means the first occurrence; one that the clocks skip has no value.
     *
     * @param actuals measured values by start of their bucket
     * @param grid bucket grid of the sensor
     * @param cut end of the data; values at or after it are ignored
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

    /** Returns the share of the differences that do not count, 0 to 1. */
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
