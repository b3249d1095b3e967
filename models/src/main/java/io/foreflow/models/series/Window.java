package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The knowledge of one sensor at one origin: everything that a forecaster, a fallback or a yardstick needs. It is
 * computed only from values before the origin. NaN = missing; unit as ingested; local time is that of {@code zone}.
 *
 * @param sensor the sensor
 * @param origin the first instant that is not yet known, the start of a bucket
 * @param shape lengths of the parts
 * @param zone time zone for "the same time yesterday" and the calendar
 * @param history covers [origin − history·step, origin), oldest first; present or imputed
 * @param usualPast the usual value of each step of the day before the origin, oldest first: one value for each step of
 *     a day
 * @param yesterday for each target step the value at the same local time the day before; where that is not known, the
 *     latest known one at that local time
 * @param lastWeek for each target step the value at the same local time the week before
 * @param usual for each target step the mean over the one to four weeks before that are present, at the same local time
 * @param usualCounts number of weeks (0 to 4) in each mean of {@code usual}
 * @param level mean of the 28 days before the origin, without gross values that are far from all others
 * @param scale mean absolute deviation from {@code level} over the same days, 0 or more
 * @param alike for each target step the mean, at its local time, over the one to four latest days of the same kind that
 *     are present: the same day of the week and no holiday; a holiday counts as a Sunday
 * @param alikePast the same for each step of the day before the origin, oldest first: one value for each step of a day
 * @param holidays the holidays around the target, as days from the local date of the origin, ascending: from
 *     {@value #HOLIDAYS_BACK} days before it to two days after the last day that the target may reach; none where no
 *     calendar is known
 * @param covariates covariates by name, ascending
 * @param baselines trailing errors of the baselines
 * @param imputed indices into {@code history} that were imputed, ascending
 * @param revision 0 when the last bucket of the history closes, one more each time late data changes the window
 */
@RecordBuilder
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
        Values alike,
        Values alikePast,
        List<Integer> holidays,
        Map<String, Covariate> covariates,
        double level,
        double scale,
        BaselineErrors baselines,
        List<Integer> imputed,
        int revision) {
    /** Number of days before the origin's local date from which holidays are listed. */
    public static final int HOLIDAYS_BACK = 7;

    private static final int HOLIDAYS_AFTER_TARGET = 2;

    public Window {
        requireNonNull(sensor, "sensor");
        requireNonNull(zone, "zone");
        requireNonNull(baselines, "baselines");
        usualCounts = List.copyOf(usualCounts);
        imputed = List.copyOf(imputed);
        holidays = List.copyOf(holidays);
        covariates = Collections.unmodifiableMap(new TreeMap<>(covariates));
        requireLength("history", history, shape.history());
        requireLength("usualPast", usualPast, shape.step().perDay());
        requireLength("yesterday", yesterday, shape.horizon());
        requireLength("lastWeek", lastWeek, shape.horizon());
        requireLength("usual", usual, shape.horizon());
        requireLength("alike", alike, shape.horizon());
        requireLength("alikePast", alikePast, shape.step().perDay());
        requireHolidays(holidays, shape);
        covariates.forEach((name, covariate) -> {
            requireLength(
                    "covariates." + name + ".past",
                    covariate.past(),
                    shape.step().perDay());
            requireLength("covariates." + name + ".future", covariate.future(), shape.horizon());
        });
        if (usualCounts.size() != shape.horizon()) {
            throw new IllegalArgumentException(
                    "usualCounts has " + usualCounts.size() + " entries instead of " + shape.horizon());
        }
        if (!BucketGrid.of(shape.step(), zone).floor(origin).equals(origin)) {
            throw new IllegalArgumentException(
                    "origin (" + origin + ") must be the start of a bucket of " + shape.step() + " in " + zone);
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

    private static void requireHolidays(List<Integer> holidays, WindowShape shape) {
        int before = -HOLIDAYS_BACK - 1;
        for (int day : holidays) {
            if (day <= before || day > holidaysAhead(shape)) {
                throw new IllegalArgumentException("holidays " + holidays + " must be ascending days from "
                        + -HOLIDAYS_BACK + " to " + holidaysAhead(shape));
            }
            before = day;
        }
    }

    /** Returns the number of days after the origin's local date up to which holidays are listed. */
    public static int holidaysAhead(WindowShape shape) {
        return shape.horizonDays() + HOLIDAYS_AFTER_TARGET;
    }

    /** Starts a window without any known value. */
    public static WindowBuilder builder(SensorId sensor, Instant origin, WindowShape shape, ZoneId zone) {
        Values unknownDay = Values.missing(shape.step().perDay());
        Values unknownTarget = Values.missing(shape.horizon());
        return WindowBuilder.builder()
                .sensor(sensor)
                .origin(origin)
                .shape(shape)
                .zone(zone)
                .history(Values.missing(shape.history()))
                .usualPast(unknownDay)
                .yesterday(unknownTarget)
                .lastWeek(unknownTarget)
                .usual(unknownTarget)
                .usualCounts(Collections.nCopies(shape.horizon(), 0))
                .alike(unknownTarget)
                .alikePast(unknownDay)
                .holidays(List.of())
                .covariates(Map.of())
                .level(Double.NaN)
                .scale(Double.NaN)
                .baselines(BaselineErrors.UNKNOWN)
                .imputed(List.of())
                .revision(0);
    }

    /** Starts a copy of this window in which values can be changed. */
    public WindowBuilder toBuilder() {
        return WindowBuilder.builder(this);
    }

    /** Returns a covariate; one without known values if the window does not have it. */
    public Covariate covariate(String name) {
        Covariate known = covariates.get(name);
        return known == null ? Covariate.unknown(shape) : known;
    }

    /**
     * Returns true if every slot of the history is present or imputed; only such windows are written to the windows
     * topic.
     */
    public boolean isComplete() {
        return history.isComplete();
    }

    /** Returns the start of the history. */
    public Instant from() {
        return grid().plus(origin, -shape.history());
    }

    /** Returns the share of the history that was imputed, 0 to 1. */
    public double imputedFraction() {
        return (double) imputed.size() / shape.history();
    }

    /** Returns the share of the history that is known, present or imputed, 0 to 1. */
    public double knownFraction() {
        return (double) history.present() / shape.history();
    }

    /** Returns the first instant of target step {@code lead}, 0 for the origin itself. */
    public Instant targetTime(int lead) {
        return grid().plus(origin, lead);
    }

    /**
     * Returns the local time at which target step {@code lead} starts, in seconds since 1970-01-01 00:00; see
     * {@link BucketGrid#localSecondOf}.
     */
    public long localSecond(int lead) {
        BucketGrid grid = grid();
        return grid.localSecondOf(grid.indexOf(origin) + lead);
    }

    /** Returns the bucket grid of the sensor. */
    public BucketGrid grid() {
        return BucketGrid.of(shape.step(), zone);
    }
}
