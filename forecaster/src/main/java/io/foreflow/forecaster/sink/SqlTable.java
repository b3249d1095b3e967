package io.foreflow.forecaster.sink;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table that the sink fills, and the statements that fill it. Rows are copied straight into the table. If one of them
 * has a key that is there already, they are copied into a temporary table of the same columns, the stage, and from there
 * inserted or put in place of rows with the same key.
 *
 * @param name name, without a schema: the connection's schema counts
 * @param columns names of the columns, the key's first, in the order in which rows are written
 * @param keys number of columns that are the key
 * @param replacedIf condition, with the row in the table as {@code t} and the new one as {@code excluded}, under which
 *     a row with the same key is replaced; empty: always
 * @param byTime true if the table has one part for each month of its column {@code at}
 */
record SqlTable(String name, List<String> columns, int keys, Optional<String> replacedIf, boolean byTime) {
    SqlTable {
        columns = List.copyOf(columns);
        if (keys < 1 || keys > columns.size()) {
            throw new IllegalArgumentException(name + " must have a key among its columns");
        }
    }

    String stage() {
        return "stage_" + name;
    }

    /** Returns the statement that makes the stage. */
    String createStage() {
        return "CREATE TEMPORARY TABLE " + stage() + " (LIKE " + name + ")";
    }

    /** Returns the statement that takes rows in the binary format, and fails if a key is there already. */
    String copy() {
        return copyTo(name);
    }

    /** Returns the statement that takes rows in the binary format into the stage. */
    String copyToStage() {
        return copyTo(stage());
    }

    private String copyTo(String target) {
        return "COPY " + target + " (" + list(columns) + ") FROM STDIN (FORMAT binary)";
    }

    /** Returns the statement that puts all rows of the stage into the table. */
    String upsert() {
        List<String> others = columns.subList(keys, columns.size());
        String assignments =
                others.stream().map(column -> column + " = excluded." + column).collect(Collectors.joining(", "));
        return "INSERT INTO " + name + " AS t (" + list(columns) + ") SELECT " + list(columns) + " FROM " + stage()
                + " ON CONFLICT (" + list(columns.subList(0, keys)) + ") DO UPDATE SET " + assignments
                + replacedIf.map(condition -> " WHERE " + condition).orElse("");
    }

    private static String list(List<String> columns) {
        return String.join(", ", columns);
    }
}
