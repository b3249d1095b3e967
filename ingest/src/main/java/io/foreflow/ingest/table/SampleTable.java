package io.foreflow.ingest.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cells of the first rows of a table.
 *
 * @param headerLine the number of the line that names the columns, 0 if none does
 * @param names of the columns
 * @param rows below the header that have as many cells as there are columns, in the order of the file
 */
record SampleTable(char separator, long headerLine, List<String> names, List<List<String>> rows) {
    SampleTable {
        names = List.copyOf(names);
        rows = List.copyOf(rows);
    }

    int width() {
        return names.size();
    }

    /** The name of a column, or its number if it has none. */
    String label(int column) {
        String name = names.get(column);
        return name.isEmpty() ? "column " + (column + 1) : name;
    }

    /** The cells of a column, also empty ones. */
    List<String> column(int index) {
        return rows.stream().map(row -> row.get(index)).toList();
    }

    /** The cells of some columns of each row, joined with a space. */
    List<String> joined(List<Integer> columns) {
        return rows.stream().map(row -> RowReader.joined(row, columns, " ")).toList();
    }

    /** The first column of a name, in any case of letters; -1 if there is none. */
    int find(String name) {
        String wanted = ColumnNames.comparable(name);
        return IntStream.range(0, names.size())
                .filter(i -> ColumnNames.comparable(names.get(i)).equals(wanted))
                .findFirst()
                .orElse(-1);
    }

    /** The columns of these names; one that is missing is a problem. */
    List<Integer> named(List<String> wanted, TableKey key, Findings findings) {
        List<Integer> columns = new ArrayList<>();
        for (String name : wanted) {
            int column = find(name);
            if (column < 0) {
                findings.problem("the header lacks " + ColumnNames.comparable(name) + ", which " + key.option()
                        + " names; found: " + Words.shown(names));
            } else {
                columns.add(column);
            }
        }
        return columns;
    }
}
