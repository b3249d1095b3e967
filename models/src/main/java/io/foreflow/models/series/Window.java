package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What is known of one sensor at one origin: everything that a forecaster, a fallback or a yardstick needs. All of it is
 * as of the origin, computed from earlier values only. NaN = missing; unit as ingested; local time is that of
 * {@code zone}.
 *
 * @param sensor whose values these are
 * @param origin the first instant that is not yet known, the start of a bucket
 * @param shape lengths of the parts
 * @param zone in which "the same time yesterday" and the calendar are read
 * @param history covers [origin − history·step, origin), oldest first; present or imputed
 * @param usualPast the usual value of each step of the day before the origin, oldest first: one value for each step of
 *     a day
 * @param yesterday for each target step the value at the same local time the day before; where that is not known, the
 *     latest known one at that local time
 * @param lastWeek for each target step the value at the same local time the week before
 * @param usual for each target step the mean over the one to four weeks before that are present, at the same local time
 * @param usualCounts over how many weeks (0 to 4) each of {@code usual} is the mean
 * @param level mean of the 28 days before the origin
 * @param scale mean absolute deviation from {@code level} over the same days, 0 or more
 * @param baselines trailing errors of the baselines
 * @param imputed indices into {@code history} that were imputed, ascending
 * @param revision 0 when the last bucket of the history closes, one more each time late data changes the window
 */
public record Window(
        SensorId sensor,
        Instant origin,
        WindowShape shape,
        ZoneId zone,
        Values history,
        Values usualPast,
        Values yesterday,
        Values lastWeek,
        Values usual,
        List<Integer> usualCounts,
        double level,
        double scale,
        BaselineErrors baselines,
        List<Integer> imputed,
        int revision) {
    public Window {
        requireNonNull(sensor, "sensor");
        requireNonNull(zone, "zone");
        requireNonNull(baselines, "baselines");
        usualCounts = List.copyOf(usualCounts);
        imputed = List.copyOf(imputed);
        requireLength("history", history, shape.history());
        requireLength("usualPast", usualPast, shape.step().perDay());
        requireLength("yesterday", yesterday, shape.horizon());
        requireLength("lastWeek", lastWeek, shape.horizon());
        requireLength("usual", usual, shape.horizon());
        if (usualCounts.size() != shape.horizon()) {
            throw new IllegalArgumentException(
                    "usualCounts has " + usualCounts.size() + " entries instead of " + shape.horizon());
        }
        if (!shape.step().floor(origin).equals(origin)) {
            throw new IllegalArgumentException("origin (" + origin + ") must be the start of a bucket");
        }
        if (revision < 0) {
            throw new IllegalArgumentException("revision (" + revision + ") must be 0 or more");
        }
    }

    private static void requireLength(String name, Values values, int length) {
        if (values.length() != length) {
            throw new IllegalArgumentException(name + " has " + values.length() + " values instead of " + length);
        }
    }

    /** True when every slot of the history is present or imputed; only then is there a windows record. */
    public boolean isComplete() {
        return history.isComplete();
    }

    /** Start of the history. */
    public Instant from() {
        return shape.step().plus(origin, -shape.history());
    }

    /** Share of the history that was imputed, 0 to 1. */
    public double imputedFraction() {
        return (double) imputed.size() / shape.history();
    }

    /** The first instant of target step {@code lead}, 0 for the origin itself. */
    public Instant targetTime(int lead) {
        return shape.step().plus(origin, lead);
    }
}
