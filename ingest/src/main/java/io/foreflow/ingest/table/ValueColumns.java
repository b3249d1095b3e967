package io.foreflow.ingest.table;

import io.foreflow.ingest.table.Inspection.PassedOver;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that hold measured values.
 *
 * @param columns indices of these columns
 * @param passedOver the ignored columns, with the reasons
 */
record ValueColumns(List<Integer> columns, List<PassedOver> passedOver) {
    /** Minimum number of rows that distinguish a constant from a value. */
    private static final int LEAST_ROWS = 10;

    ValueColumns {
        columns = List.copyOf(columns);
        passedOver = List.copyOf(passedOver);
    }

    /**
     * @param candidates indices of columns with numbers
     * @param values values of each row by column; NaN for a missing value
     * @param times local times of the rows; null where a row has none
     * @param sensors sensors of the rows; empty where the rows have none
     */
    static ValueColumns of(
            SampleTable table,
            List<Integer> candidates,
            List<double[]> values,
            List<@Nullable LocalDateTime> times,
            List<String> sensors) {
        List<Integer> columns = new ArrayList<>();
        List<PassedOver> passedOver = new ArrayList<>();
        CalendarColumns calendar = new CalendarColumns(times);
        for (int column : candidates) {
            Optional<String> why = why(table, column, values, calendar, sensors);
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
            SampleTable table, int column, List<double[]> values, CalendarColumns calendar, List<String> sensors) {
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
            return Optional.of(
                    "constant: " + TableWords.number(distinct.iterator().next()) + " in every row, such as an id");
        }
        if (isRowNumber(column, values.subList(0, values.size() - table.later().size()))) {
            return Optional.of("row number");
        }
        if (distinct.size() == values.size() && ColumnNames.isId(table.names().get(column)) && areIntegers(distinct)) {
            return Optional.of("an id of each row");
        }
        if (!sensors.isEmpty() && follows(column, values, sensors::get, 1)) {
            return Optional.of("constant for each sensor");
        }
        return calendar.why(column, values, distinct.size());
    }

    private static boolean areIntegers(Set<Double> values) {
        return values.stream().allMatch(value -> value == Math.rint(value));
    }

    /** @param values values of rows that follow each other in the file */
    private static boolean isRowNumber(int column, List<double[]> values) {
        if (values.size() < 2) {
            return false;
        }
        double step = values.get(1)[column] - values.get(0)[column];
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i)[column] - values.get(i - 1)[column] != step) {
                return false;
            }
        }
        return Math.abs(step) == 1;
    }

    /**
     * Returns true if rows with the same key have the same value.
     *
     * @param key key of a row; null if the row has none
     * @param rowsAKey minimum mean number of rows with a value for each key
     */
    static boolean follows(int column, List<double[]> values, IntFunction<@Nullable Object> key, int rowsAKey) {
        Map<Object, Double> first = new HashMap<>();
        long rows = 0;
        for (int i = 0; i < values.size(); i++) {
            Object of = key.apply(i);
            double value = values.get(i)[column];
            if (of == null || Double.isNaN(value)) {
                continue;
            }
            rows++;
            Double before = first.putIfAbsent(of, value);
            if (before != null && before != value) {
                return false;
            }
        }
        return first.size() > 1 && rows >= (long) rowsAKey * first.size();
    }
}
