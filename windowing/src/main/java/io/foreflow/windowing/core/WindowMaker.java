package io.foreflow.windowing.core;

import io.foreflow.models.score.StepBaselines;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Computes windows from a memory, as of their origin. Values at or after the origin, or more than {@code memoryDays}
 * before it, have no influence. Imputed values appear only in history and target; everywhere else they count as
 * missing.
 */
final class WindowMaker {
    private static final int DAYS_PER_WEEK = 7;

    /** Maximum number of weeks in the mean {@code usual}. */
    private static final int WEEKS = 4;

    /** Number of days before the origin over which {@code level} and {@code scale} are computed. */
    private static final int LEVEL_DAYS = 28;

    /** Number of days before the origin over which the baselines are scored. */
    private static final int SCORED_DAYS = 7;

    private final WindowerConfig config;
    private final WindowShape shape;
    private final int perDay;
    private final int chunkLength;
    private final int lookBack;
    private final Map<ZoneId, LocalTimeIndex> localTimes;
    private final Map<Holidays, DayKinds> calendars = new ConcurrentHashMap<>();

    WindowMaker(WindowerConfig config) {
        this.config = config;
        this.shape = config.shape();
        this.perDay = shape.step().perDay();
        this.chunkLength = MemoryChunk.lengthFor(perDay);
        this.lookBack = config.memoryDays() * perDay;
        Map<ZoneId, LocalTimeIndex> times = new HashMap<>();
        times.put(config.zone(), localTimes(config.zone()));
        config.zones().values().forEach(zone -> times.computeIfAbsent(zone, this::localTimes));
        this.localTimes = Map.copyOf(times);
    }

    private LocalTimeIndex localTimes(ZoneId zone) {
        return new LocalTimeIndex(BucketGrid.of(shape.step(), zone));
    }

    /** Returns the bucket grid of a sensor. */
    BucketGrid grid(SensorId sensor) {
        return localTimesOf(config.zoneOf(sensor)).grid();
    }

    /** Number of buckets before its origin that a window looks back. */
    int lookBack() {
        return lookBack;
    }

    int chunkLength() {
        return chunkLength;
    }

    /** @param origin the first bucket that is not yet known */
    Window window(SensorId sensor, Memory memory, CovariateMemory covariates, long origin, int revision) {
        ZoneId zone = config.zoneOf(sensor);
        DayKinds calendar = calendars.computeIfAbsent(config.calendars().of(sensor, zone), DayKinds::new);
        OriginPast past = new OriginPast(memory, localTimesOf(zone), calendar, origin);
        double[] history = new double[shape.history()];
        memory.copyKnown(chunkLength, origin - shape.history(), history);
        past.scoreLastDays();
        past.lookAhead();
        return Window.builder(sensor, grid(sensor).startOf(origin), shape, zone)
                .history(Values.of(history))
                .usualPast(Values.of(past.usualOfLastDay()))
                .yesterday(Values.of(past.yesterday))
                .lastWeek(Values.of(past.lastWeek))
                .usual(Values.of(past.usual))
                .usualCounts(Arrays.asList(past.usualCounts))
                .alike(Values.of(past.alike))
                .alikePast(Values.of(past.alikeOfLastDay()))
                .holidays(holidays(calendar, past.originDay()))
                .covariates(covariates.at(origin, config.covariatesOf(sensor), shape))
                .level(past.levelAndScale.level())
                .scale(past.levelAndScale.scale())
                .baselines(past.baselines)
                .imputed(imputed(memory, origin - shape.history(), shape.history()))
                .revision(revision)
                .build();
    }

    /** Returns {@link Window#holidays()}. */
    private List<Integer> holidays(DayKinds calendar, long originDay) {
        int days = Window.HOLIDAYS_BACK + Window.holidaysAhead(shape) + 1;
        return calendar.holidays(originDay - Window.HOLIDAYS_BACK, days).stream()
                .map(day -> day - Window.HOLIDAYS_BACK)
                .boxed()
                .toList();
    }

    /**
     * Computes the training window of an origin whose history and target are all known, as if nothing after the origin
     * had happened.
     */
    TrainingWindow trainingWindow(SensorId sensor, Memory memory, CovariateMemory covariates, long origin) {
        double[] target = new double[shape.horizon()];
        memory.copyKnown(chunkLength, origin, target);
        return new TrainingWindow(
                window(sensor, memory, covariates, origin, 0),
                Values.of(target),
                imputed(memory, origin, shape.horizon()));
    }

    /**
     * Returns the mean over the one to four weeks before {@code bucket} that are present at its local time, from values
     * before {@code origin} only; NaN if there is none.
     */
    double usual(SensorId sensor, Memory memory, long bucket, long origin) {
        long base = bucket - (WEEKS + 1L) * DAYS_PER_WEEK * perDay;
        LocalTimeIndex.Alignment alignment = localTimesOf(config.zoneOf(sensor)).alignment(base, bucket + 1);
        double sum = 0;
        int count = 0;
        for (int week = 1; week <= WEEKS; week++) {
            int at = alignment.before((int) (bucket - base), week * DAYS_PER_WEEK);
            double value = at < 0 || base + at >= origin ? Double.NaN : memory.present(chunkLength, base + at);
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /**
     * Returns the forecasts of the last bucket before {@code origin} by the baselines, as of each origin from which it
     * was a target step.
     */
    StepBaselines lastStep(SensorId sensor, Memory memory, long origin) {
        long bucket = origin - 1;
        long base = origin - lookBack;
        int i = lookBack - 1;
        LocalTimeIndex.Alignment alignment = localTimesOf(config.zoneOf(sensor)).alignment(base, origin);
        int horizon = shape.horizon();
        double[] persistence = new double[horizon];
        double[] yesterday = new double[horizon];
        double[] lastWeek = new double[horizon];
        double[] usual = new double[horizon];
        int[] weekAt = new int[WEEKS];
        double[] weekValue = new double[WEEKS];
        for (int week = 0; week < WEEKS; week++) {
            weekAt[week] = alignment.before(i, (week + 1) * DAYS_PER_WEEK);
            weekValue[week] = at(memory, base, weekAt[week], i);
        }
        int days = 1;
        int dayAt = alignment.before(i, days);
        double dayValue = at(memory, base, dayAt, i);
        for (int lead = 0; lead < horizon; lead++) {
            // Only what came before the forecast's origin, which is lead buckets before this one.
            int known = i - lead;
            double last = latest(memory, bucket - lead);
            double sum = 0;
            int count = 0;
            for (int week = 0; week < WEEKS; week++) {
                if (weekAt[week] < known && !Double.isNaN(weekValue[week])) {
                    sum += weekValue[week];
                    count++;
                }
            }
            double mean = count == 0 ? Double.NaN : sum / count;
            while ((dayAt >= known || Double.isNaN(dayValue)) && days <= config.memoryDays()) {
                days++;
                dayAt = alignment.before(i, days);
                dayValue = at(memory, base, dayAt, i);
            }
            double day = dayAt < known ? dayValue : Double.NaN;
            double week = weekAt[0] < known ? weekValue[0] : Double.NaN;
            persistence[lead] = first(last, mean, day);
            yesterday[lead] = first(day, mean, last);
            lastWeek[lead] = first(week, mean, first(day, last, last));
            usual[lead] = first(mean, day, last);
        }
        return new StepBaselines(
                Values.owning(persistence), Values.owning(yesterday), Values.owning(lastWeek), Values.owning(usual));
    }

    private static double first(double one, double two, double three) {
        return !Double.isNaN(one) ? one : !Double.isNaN(two) ? two : three;
    }

    /** Returns the value at slot {@code at} if it is before slot {@code known}; NaN otherwise. */
    private double at(Memory memory, long base, int at, int known) {
        return at >= 0 && at < known ? memory.present(chunkLength, base + at) : Double.NaN;
    }

    /** Returns the latest value of the history before {@code origin}, present or imputed. */
    private double latest(Memory memory, long origin) {
        for (int back = 1; back <= shape.history(); back++) {
            double value = memory.known(chunkLength, origin - back);
            if (!Double.isNaN(value)) {
                return value;
            }
        }
        return Double.NaN;
    }

    private List<Integer> imputed(Memory memory, long from, int count) {
        List<Integer> imputed = new ArrayList<>(0);
        for (int i = 0; i < count; i++) {
            if (memory.isImputed(chunkLength, from + i)) {
                imputed.add(i);
            }
        }
        return imputed;
    }

    private LocalTimeIndex localTimesOf(ZoneId zone) {
        LocalTimeIndex times = localTimes.get(zone);
        if (times == null) {
            throw new IllegalStateException("no local times for " + zone);
        }
        return times;
    }

    /** The values known at an origin, and what is computed from them. One instance serves one window. */
    private final class OriginPast {
        /** Slot i is bucket origin − lookBack + i; NaN where no reading gave a value. */
        private final double[] present = new double[lookBack];

        private final LocalTimeIndex.Alignment alignment;
        private final boolean straight;
        private final AlikeDays alikeDays;
        private final double[] alike = new double[shape.horizon()];
        private final double[] usualOfScoredDays = new double[SCORED_DAYS * perDay];
        private final double[] yesterday = new double[shape.horizon()];
        private final double[] lastWeek = new double[shape.horizon()];
        private final double[] usual = new double[shape.horizon()];
        private final Integer[] usualCounts = new Integer[shape.horizon()];
        private final LevelAndScale levelAndScale;
        private BaselineErrors baselines = BaselineErrors.UNKNOWN;

        /** Number of weeks in the latest usual value. */
        private int weeks;

        OriginPast(Memory memory, LocalTimeIndex zone, DayKinds calendar, long origin) {
            long base = origin - lookBack;
            memory.copyPresent(chunkLength, base, present);
            alignment = zone.alignment(base, origin + shape.horizon());
            straight = alignment.isStraight();
            alikeDays = new AlikeDays(present, alignment, calendar, lookBack + shape.horizon());
            levelAndScale = LevelAndScale.of(present, lookBack - LEVEL_DAYS * perDay);
        }

        /**
         * Returns the value {@code days} days before slot {@code i} at its local time; NaN if it is not known at the
         * origin.
         */
        private double before(int i, int days) {
            int at = straight ? i - days * perDay : alignment.before(i, days);
            return at >= 0 && at < lookBack && at < i ? present[at] : Double.NaN;
        }

        private double usualOf(int i) {
            double sum = 0;
            int count = 0;
            for (int week = 1; week <= WEEKS; week++) {
                double value = before(i, week * DAYS_PER_WEEK);
                if (!Double.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
            weeks = count;
            return count == 0 ? Double.NaN : sum / count;
        }

        /** Scores each baseline on the days before the origin. Each slot is forecast only from values before it. */
        void scoreLastDays() {
            int scored = usualOfScoredDays.length;
            int from = lookBack - scored;
            for (int i = from; i < lookBack; i++) {
                usualOfScoredDays[i - from] = usualOf(i);
            }
            TypicalSize ofYesterday = new TypicalSize(scored);
            TypicalSize ofLastWeek = new TypicalSize(scored);
            TypicalSize ofUsual = new TypicalSize(scored);
            for (int i = from; i < lookBack; i++) {
                double actual = present[i];
                if (!Double.isNaN(actual)) {
                    ofYesterday.add(before(i, 1) - actual);
                    ofLastWeek.add(before(i, DAYS_PER_WEEK) - actual);
                    ofUsual.add(usualOfScoredDays[i - from] - actual);
                }
            }
            baselines = new BaselineErrors(ofYesterday.mean(), ofLastWeek.mean(), ofUsual.mean());
        }

        double[] usualOfLastDay() {
            return Arrays.copyOfRange(usualOfScoredDays, usualOfScoredDays.length - perDay, usualOfScoredDays.length);
        }

        void lookAhead() {
            for (int lead = 0; lead < shape.horizon(); lead++) {
                int i = lookBack + lead;
                yesterday[lead] = latestAtLocalTimeOf(i);
                lastWeek[lead] = before(i, DAYS_PER_WEEK);
                usual[lead] = usualOf(i);
                usualCounts[lead] = weeks;
                alike[lead] = alikeDays.before(i);
            }
        }

        double[] alikeOfLastDay() {
            double[] values = new double[perDay];
            Arrays.setAll(values, i -> alikeDays.before(lookBack - perDay + i));
            return values;
        }

        /** Returns the local date of the origin, in days since 1970-01-01. */
        long originDay() {
            return alignment.dayOf(lookBack);
        }

        private double latestAtLocalTimeOf(int i) {
            // One day more than the memory has: a clock change may move the last look-up by an hour.
            int most = config.memoryDays() + shape.horizon() / perDay + 1;
            for (int days = 1; days <= most; days++) {
                double value = before(i, days);
                if (!Double.isNaN(value)) {
                    return value;
                }
            }
            return Double.NaN;
        }
    }
}
