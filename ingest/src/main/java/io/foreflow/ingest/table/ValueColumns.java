package io.foreflow.ingest.table;

import io.foreflow.ingest.table.Inspection.PassedOver;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that hold measured values.
 *
 * @param columns indices
 * @param passedOver the others, and why
 */
record ValueColumns(List<Integer> columns, List<PassedOver> passedOver) {
    /** Fewer rows do not tell a constant from a value. */
    private static final int LEAST_ROWS = 10;

    /** Flags and classes have no more values. */
    private static final int MOST_CLASSES = 12;

    private static final int LEAST_DAYS = 14;

    /** A table with fewer rows has values of days, not flags of them. */
    private static final int LEAST_ROWS_A_DAY = 4;

    private static final int LEAST_ROWS_A_KEY = 4;
    private static final int SECONDS_AN_HOUR = 3_600;
    private static final int HOURS = 24;

    private static final Map<String, ToIntFunction<LocalDateTime>> PARTS = parts();

    ValueColumns {
        columns = List.copyOf(columns);
        passedOver = List.copyOf(passedOver);
    }

    private static Map<String, ToIntFunction<LocalDateTime>> parts() {
        Map<String, ToIntFunction<LocalDateTime>> parts = new LinkedHashMap<>();
        parts.put("hour", time -> time.toLocalTime().toSecondOfDay() / SECONDS_AN_HOUR);
        parts.put("time of day", time -> time.toLocalTime().toSecondOfDay());
        parts.put("weekday", time -> time.getDayOfWeek().getValue());
        parts.put("day of the month", LocalDateTime::getDayOfMonth);
        parts.put("month", LocalDateTime::getMonthValue);
        parts.put("year", LocalDateTime::getYear);
        return parts;
    }

    /**
     * @param candidates indices of columns with numbers
     * @param values of each row by column; NaN for none
     * @param times local times of the rows; null where a row has none
     * @param sensors of the rows; empty where the rows have none
     */
    static ValueColumns of(
            SampleTable table,
            List<Integer> candidates,
            List<double[]> values,
            List<@Nullable LocalDateTime> times,
            List<String> sensors) {
        List<Integer> columns = new ArrayList<>();
        List<PassedOver> passedOver = new ArrayList<>();
        for (int column : candidates) {
            Optional<String> why = why(table.names().get(column), column, values, times, sensors);
            why.ifPresentOrElse(
                    reason -> passedOver.add(new PassedOver(table.label(column), reason)), () -> columns.add(column));
        }
        if (columns.isEmpty() && candidates.size() == 1) {
            // A table with one column of numbers is about that column.
            return new ValueColumns(candidates, List.of());
        }
        return new ValueColumns(columns, passedOver);
    }

    private static Optional<String> why(
            String name, int column, List<double[]> values, List<@Nullable LocalDateTime> times, List<String> sensors) {
        if (values.size() < LEAST_ROWS) {
            return Optional.empty();
        }
        Set<Double> distinct = new HashSet<>();
        values.forEach(row -> {
            if (!Double.isNaN(row[column])) {
                distinct.add(row[column]);
            }
        });
        if (distinct.size() == 1) {
            return Optional.of("constant: " + text(distinct.iterator().next()) + " in every row, such as an id");
        }
        if (isRowNumber(column, values)) {
            return Optional.of("row number");
        }
        if (distinct.size() == values.size() && ColumnNames.isId(name) && areIntegers(distinct)) {
            return Optional.of("an id of each row");
        }
        if (!sensors.isEmpty() && follows(column, values, sensors::get)) {
            return Optional.of("constant for each sensor");
        }
        return calendar(column, values, times, distinct.size());
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static boolean areIntegers(Set<Double> values) {
        return values.stream().allMatch(value -> value == Math.rint(value));
    }

    private static boolean isRowNumber(int column, List<double[]> values) {
        double step = values.get(1)[column] - values.get(0)[column];
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i)[column] - values.get(i - 1)[column] != step) {
                return false;
            }
        }
        return Math.abs(step) == 1;
    }

    /** Tells values that are known once the time is: the hour, the weekday, the month, the year, or flags of the day. */
    private static Optional<String> calendar(
            int column, List<double[]> values, List<@Nullable LocalDateTime> times, int distinct) {
        if (distinct > MOST_CLASSES && isClock(column, values, times)) {
            return Optional.of("known from the time (its hour)");
        }
        Optional<String> equal = PARTS.entrySet().stream()
                .filter(part -> distinct > 1 && equals(column, values, times, part.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (equal.isPresent()) {
            return equal.map(part -> "known from the time (its " + part + ")");
        }
        long days = times.stream()
                .filter(time -> time != null)
                .map(LocalDateTime::toLocalDate)
                .distinct()
                .count();
        if (days < LEAST_DAYS) {
            return Optional.empty();
        }
        for (Map.Entry<String, ToIntFunction<LocalDateTime>> part : PARTS.entrySet()) {
            if (isRepeated(times, part.getValue())
                    && follows(column, values, row -> part(times, row, part.getValue()))) {
                return Optional.of("known from the time (its " + part.getKey() + ")");
            }
        }
        return distinct <= MOST_CLASSES
                        && times.size() >= LEAST_ROWS_A_DAY * days
                        && follows(column, values, row -> {
                            LocalDateTime time = times.get(row);
                            return time == null ? null : time.toLocalDate();
                        })
                ? Optional.of("one value a day, such as a season or a holiday")
                : Optional.empty();
    }

    /** True of values that are this part of the time in every row, which a few rows show as well as many. */
    private static boolean equals(
            int column, List<double[]> values, List<@Nullable LocalDateTime> times, ToIntFunction<LocalDateTime> part) {
        int equal = 0;
        for (int row = 0; row < values.size(); row++) {
            LocalDateTime time = times.get(row);
            double value = values.get(row)[column];
            if (time != null && !Double.isNaN(value)) {
                if (value != part.applyAsInt(time)) {
                    return false;
                }
                equal++;
            }
        }
        return equal >= LEAST_ROWS;
    }

    /** True of hours of a day, also of another zone, and from 0 or from 1. */
    private static boolean isClock(int column, List<double[]> values, List<@Nullable LocalDateTime> times) {
        double difference = Double.NaN;
        for (int row = 0; row < values.size(); row++) {
            LocalDateTime time = times.get(row);
            double value = values.get(row)[column];
            if (time == null || Double.isNaN(value)) {
                continue;
            }
            double here = (value - time.getHour() + HOURS) % HOURS;
            if (value < 0 || value > HOURS || !Double.isNaN(difference) && here != difference) {
                return false;
            }
            difference = here;
        }
        return difference == Math.rint(difference);
    }

    /** True if the part of the time comes back so often that values which follow it do so by no chance. */
    private static boolean isRepeated(List<@Nullable LocalDateTime> times, ToIntFunction<LocalDateTime> part) {
        long keys = IntStream.range(0, times.size())
                .mapToObj(row -> part(times, row, part))
                .filter(key -> key != null)
                .distinct()
                .count();
        return times.size() >= LEAST_ROWS_A_KEY * keys;
    }

    private static @Nullable Integer part(
            List<@Nullable LocalDateTime> times, int row, ToIntFunction<LocalDateTime> part) {
        LocalDateTime time = times.get(row);
        return time == null ? null : (Integer) part.applyAsInt(time);
    }

    /** True when rows with the same key have the same value. */
    private static boolean follows(int column, List<double[]> values, Function<Integer, @Nullable Object> key) {
        Map<Object, Double> first = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Object of = key.apply(i);
            double value = values.get(i)[column];
            if (of == null || Double.isNaN(value)) {
                continue;
            }
            Double before = first.putIfAbsent(of, value);
            if (before != null && before != value) {
                return false;
            }
        }
        return first.size() > 1;
    }
}
