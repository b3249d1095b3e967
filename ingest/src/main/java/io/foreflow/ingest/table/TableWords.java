package io.foreflow.ingest.table;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** Formats parts of a table for messages. */
final class TableWords {
    /** Description of a readable table. */
    static final String EXPECTED = "a header with the columns sensor_id, timestamp and value, or one that names"
            + " a time and columns of numbers";

    private TableWords() {}

    /** Returns the names of columns, shortened. */
    static String shown(List<String> names) {
        return CsvCells.shortened(String.join(",", names));
    }

    /** Returns the names of some columns. */
    static String names(SampleTable table, List<Integer> columns) {
        return columns.stream()
                .map(column -> CsvCells.shortened(table.label(column)))
                .collect(joining(" and "));
    }

    /** Returns the first text that is not empty, in quotes. */
    static String example(List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> "'" + CsvCells.shortened(text) + "'")
                .orElse("nothing");
    }

    /** Returns a number, without decimals if they are 0. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
