package io.foreflow.ingest.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cells of the first rows of a table.
 *
 * @param headerLine number of the line that names the columns, 0 if none does
 * @param names names of the columns
 * @param rows rows below the header that have as many cells as there are columns, in the order of the file
 * @param later some rows further below, in the order of the file
 */
record SampleTable(
        char separator, long headerLine, List<String> names, List<List<String>> rows, List<List<String>> later) {
    private static final int MOST_TIMES = 5_000;

    SampleTable {
        names = List.copyOf(names);
        rows = List.copyOf(rows);
        later = List.copyOf(later);
    }

    int width() {
        return names.size();
    }

    /** Returns the name of a column, or its number if it has none. */
    String label(int column) {
        String name = names.get(column);
        return name.isEmpty() ? "column " + (column + 1) : name;
    }

    /** Returns the cells of a column, empty ones included. */
    List<String> column(int index) {
        return rows.stream().map(row -> row.get(index)).toList();
    }

    /** Returns the cells of some columns of each row, joined with a space. */
    List<String> joined(List<Integer> columns) {
        return rows.stream().map(row -> RowReader.joined(row, columns, " ")).toList();
    }

    /**
     * Returns the times of the table, without those that equal the one before: the first and, if there are more, some
     * of the later ones.
     *
     * @param columns columns whose cells are joined
     */
    List<String> times(List<Integer> columns) {
        List<String> times = new ArrayList<>();
        Stream.concat(rows.stream().limit(MOST_TIMES * 10L), later.stream())
                .map(row -> RowReader.joined(row, columns, " "))
                .filter(text -> !text.isEmpty())
                .forEach(text -> {
                    if (times.isEmpty() || !times.get(times.size() - 1).equals(text)) {
                        times.add(text);
                    }
                });
        int first = Math.min(times.size(), MOST_TIMES);
        int last = Math.max(first, times.size() - 2 * later.size());
        return Stream.concat(times.subList(0, first).stream(), times.subList(last, times.size()).stream())
                .toList();
    }

    /** Returns the table with the later rows at the end of its rows, for uses that do not depend on their order. */
    SampleTable together() {
        return later.isEmpty()
                ? this
                : new SampleTable(
                        separator,
                        headerLine,
                        names,
                        Stream.concat(rows.stream(), later.stream()).toList(),
                        later);
    }

    /** Returns the first column with a name, in any case of letters; -1 if there is none. */
    int find(String name) {
        String wanted = ColumnNames.comparable(name);
        return IntStream.range(0, names.size())
                .filter(i -> ColumnNames.comparable(names.get(i)).equals(wanted))
                .findFirst()
                .orElse(-1);
    }

    /** Returns the columns with these names; a missing one is a problem. */
    List<Integer> named(List<String> wanted, TableKey key, Findings findings) {
        List<Integer> columns = new ArrayList<>();
        for (String name : wanted) {
            int column = find(name);
            if (column < 0) {
                findings.problem("the header lacks " + ColumnNames.comparable(name) + ", which " + key.option()
                        + " names; found: " + TableWords.shown(names));
            } else {
                columns.add(column);
            }
        }
        return columns;
    }
}
