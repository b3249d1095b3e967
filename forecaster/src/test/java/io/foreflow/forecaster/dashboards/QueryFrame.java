package io.foreflow.forecaster.dashboards;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that a query answers. Of Prometheus each series is a table of its own, with the columns {@value #TIME} and the
 * name of the series.
 *
 * @param rows values of each row: an {@link Instant}, a {@link Double}, a text or null
 */
public record QueryFrame(List<String> columns, List<List<@Nullable Object>> rows) {
    public static final String TIME = "time";

    /** Returns the numbers of the columns that hold numbers, {@code except} left out. */
    List<Integer> numeric(String except) {
        return java.util.stream.IntStream.range(0, columns.size())
                .filter(column -> !columns.get(column).equals(except)
                        && rows.stream().anyMatch(row -> row.get(column) instanceof Double))
                .boxed()
                .toList();
    }

    /** Returns the last number in the first column of numbers; NaN if there is none. */
    double lastNumber() {
        double last = Double.NaN;
        for (int column : numeric(TIME)) {
            for (List<@Nullable Object> row : rows) {
                if (row.get(column) instanceof Double number && !number.isNaN()) {
                    last = number;
                }
            }
            return last;
        }
        return last;
    }

    /** Returns true if a row holds more than a time: a number that is one, or a text. */
    boolean hasData() {
        return rows.stream()
                .flatMap(List::stream)
                .anyMatch(value -> value instanceof String || value instanceof Double number && !number.isNaN());
    }

    /** Returns the place of a column. */
    int column(String name) {
        int place = columns.indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException("there is no column " + name + " among " + columns);
        }
        return place;
    }

    /** Returns a value as seconds since 1970 or as the number that it is. */
    static double number(@Nullable Object value) {
        return requireNonNull(value) instanceof Instant time ? time.toEpochMilli() / 1_000.0 : (Double) value;
    }
}
