package io.foreflow.windowing.core;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Windows written down as the documentation says them, one java.time look-up for each slot: slow, and nothing like the windower
 * inside.
 *
 * @param holidays of the sensor's calendar
 * @param present values of readings by bucket start
 * @param imputed imputed values by bucket start
 */
record NaiveWindows(
        SensorId sensor,
        WindowShape shape,
        ZoneId zone,
        Holidays holidays,
        Map<Instant, Double> present,
        Map<Instant, Double> imputed) {

    Window at(Instant origin, int revision) {
        List<Integer> imputedIndices = new ArrayList<>();
        Values history = Values.generate(shape.history(), i -> {
            Instant time = shape.step().plus(origin, i - shape.history());
            if (imputed.containsKey(time)) {
                imputedIndices.add(i);
                return imputed.get(time);
            }
            return present.getOrDefault(time, Double.NaN);
        });
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < shape.horizon(); i++) {
            counts.add(weeks(target(origin, i), origin).size());
        }
        double level = mean(days(origin, 28));
        return Window.builder(sensor, origin, shape, zone)
                .history(history)
                .usualPast(Values.generate(shape.step().perDay(), i -> mean(weeks(lastDay(origin, i), origin))))
                .yesterday(Values.generate(shape.horizon(), i -> yesterday(target(origin, i), origin)))
                .lastWeek(Values.generate(shape.horizon(), i -> nan(daysBefore(target(origin, i), 7, origin))))
                .usual(Values.generate(shape.horizon(), i -> mean(weeks(target(origin, i), origin))))
                .usualCounts(counts)
                .alike(Values.generate(shape.horizon(), i -> mean(alike(target(origin, i), origin))))
                .alikePast(Values.generate(shape.step().perDay(), i -> mean(alike(lastDay(origin, i), origin))))
                .holidays(holidays(origin))
                .level(level)
                .scale(mean(
                        days(origin, 28).stream().map(v -> Math.abs(v - level)).toList()))
                .baselines(errors(origin))
                .imputed(imputedIndices)
                .revision(revision)
                .build();
    }

    private Instant target(Instant origin, int lead) {
        return shape.step().plus(origin, lead);
    }

    private Instant lastDay(Instant origin, int i) {
        return shape.step().plus(origin, i - shape.step().perDay());
    }

    private List<Double> alike(Instant time, Instant origin) {
        LocalDate date = LocalDate.ofInstant(time, zone);
        List<Double> found = new ArrayList<>();
        for (int day = 1; day <= 44 + shape.horizon() && found.size() < 4; day++) {
            Double value = kind(date.minusDays(day)) == kind(date) ? daysBefore(time, day, origin) : null;
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }

    private DayOfWeek kind(LocalDate date) {
        return holidays.contains(date) ? DayOfWeek.SUNDAY : date.getDayOfWeek();
    }

    private List<Integer> holidays(Instant origin) {
        LocalDate date = LocalDate.ofInstant(origin, zone);
        int days = (int) Math.ceil((double) shape.horizon() / shape.step().perDay());
        return IntStream.rangeClosed(-7, days + 2)
                .filter(day -> holidays.contains(date.plusDays(day)))
                .boxed()
                .toList();
    }

    private double yesterday(Instant time, Instant origin) {
        for (int day = 1; day <= 43 + shape.horizon(); day++) {
            Double value = daysBefore(time, day, origin);
            if (value != null) {
                return value;
            }
        }
        return Double.NaN;
    }

    private List<Double> weeks(Instant time, Instant origin) {
        List<Double> weeks = new ArrayList<>();
        for (int week = 1; week <= 4; week++) {
            Double value = daysBefore(time, 7 * week, origin);
            if (value != null) {
                weeks.add(value);
            }
        }
        return weeks;
    }

    /** The value at the same local time so many days before, of those known at the origin. */
    private @Nullable Double daysBefore(Instant time, int days, Instant origin) {
        LocalDateTime local = time.atZone(zone).toLocalDateTime().minusDays(days);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            return null;
        }
        Instant then = BucketGrid.of(shape.step(), zone).floor(local.toInstant(offsets.get(0)));
        Instant oldest = origin.minus(Duration.ofDays(42));
        return then.isBefore(origin) && !then.isBefore(oldest) ? present.get(then) : null;
    }

    private List<Double> days(Instant origin, int days) {
        List<Double> values = new ArrayList<>();
        for (Instant time = origin.minus(Duration.ofDays(days));
                time.isBefore(origin);
                time = shape.step().plus(time, 1)) {
            Double value = present.get(time);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private BaselineErrors errors(Instant origin) {
        List<Double> yesterday = new ArrayList<>();
        List<Double> lastWeek = new ArrayList<>();
        List<Double> usual = new ArrayList<>();
        for (Instant time = origin.minus(Duration.ofDays(7));
                time.isBefore(origin);
                time = shape.step().plus(time, 1)) {
            Double actual = present.get(time);
            if (actual != null) {
                addError(yesterday, nan(daysBefore(time, 1, time)), actual);
                addError(lastWeek, nan(daysBefore(time, 7, time)), actual);
                addError(usual, mean(weeks(time, time)), actual);
            }
        }
        return new BaselineErrors(mean(yesterday), mean(lastWeek), mean(usual));
    }

    private static void addError(List<Double> errors, double forecast, double actual) {
        if (!Double.isNaN(forecast)) {
            errors.add(Math.abs(forecast - actual));
        }
    }

    private static double nan(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.isEmpty() ? Double.NaN : sum / values.size();
    }
}
