package io.foreflow.ingest.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the row that names the columns, and splits the rows below it.
 *
 * @param table the columns and their cells
 * @param emptyRows lines that are no row: those above the header, and those without a filled cell
 */
record HeaderRow(SampleTable table, long emptyRows) {
    /**
     * @param names of a file whose first row is data; empty if a row of the file names the columns
     * @param findings takes what is wrong with the header
     */
    static HeaderRow find(Sample sample, char separator, List<String> names, Findings findings) {
        List<@Nullable List<String>> cells =
                sample.lines().stream().map(line -> split(line, separator)).toList();
        HeaderRow found = names.isEmpty()
                ? inFile(sample, separator, cells, findings)
                : new HeaderRow(
                        new SampleTable(
                                separator,
                                0,
                                names,
                                ofWidth(cells, 0, names.size()),
                                later(sample, separator, names.size())),
                        emptyRows(cells, 0));
        found.check(sample, findings);
        return found;
    }

    private static HeaderRow inFile(
            Sample sample, char separator, List<@Nullable List<String>> cells, Findings findings) {
        int at = headerIndex(cells);
        List<String> first = cells.get(at);
        List<String> names = new ArrayList<>(first == null ? List.of("") : first);
        int width = modalWidth(cells.subList(Math.min(at + 1, cells.size()), cells.size()));
        if (width > names.size() && emptyBehind(cells, at, names.size())) {
            // A separator ends each row, but not the header.
            while (names.size() < width) {
                names.add("");
            }
        }
        long line = sample.lines().get(at).number();
        if (at > 0) {
            findings.note("the header is line " + line + "; what stands above it is not read");
        }
        return new HeaderRow(
                new SampleTable(
                        separator,
                        line,
                        names,
                        ofWidth(cells, at + 1, names.size()),
                        later(sample, separator, names.size())),
                at + emptyRows(cells, at + 1));
    }

    private void check(Sample sample, Findings findings) {
        if (table.rows().isEmpty() && sample.lines().size() < 2) {
            findings.problem("the file has a header but no row; is it the right file?");
            return;
        }
        checkNames(findings);
        if (!findings.hasProblems() && table.rows().isEmpty()) {
            findings.problem(raggedRows(sample));
        }
    }

    private void checkNames(Findings findings) {
        Set<String> seen = new HashSet<>();
        for (String name : table.names()) {
            String comparable = ColumnNames.comparable(name);
            if (!comparable.isEmpty() && !seen.add(comparable)) {
                findings.problem("the column " + comparable + " occurs twice; found: " + Words.shown(table.names())
                        + "; rename one, or name all columns with " + TableKey.HEADER.option());
            }
        }
        if (table.width() < 2) {
            findings.problem("no character separates its cells; found: " + Words.shown(table.names()) + "; expected: "
                    + Words.EXPECTED
                    + ", separated by commas, semicolons or tabs, or by a character that "
                    + TableKey.SEPARATOR.option() + " names");
        }
    }

    private String raggedRows(Sample sample) {
        Sample.Line line = sample.lines().stream()
                .filter(row -> row.number() > table.headerLine())
                .findFirst()
                .orElseThrow();
        List<String> cells = split(line, table.separator());
        return "no row has as many columns as the header (" + table.width() + "), line " + line.number() + " has "
                + (cells == null ? "quotes that do not fit" : cells.size() + " columns") + "; found: "
                + Words.shown(table.names()) + "; name all columns with " + TableKey.HEADER.option()
                + " if the first row is data, or the character between cells with " + TableKey.SEPARATOR.option();
    }

    private static @Nullable List<String> split(Sample.Line line, char separator) {
        if (line.cut()) {
            return null;
        }
        try {
            return CsvCells.split(line.text(), separator);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The first line as wide as most rows whose cells name columns; the first line if most rows are as wide as it. */
    private static int headerIndex(List<@Nullable List<String>> cells) {
        int width = modalWidth(cells);
        List<String> first = cells.get(0);
        if (width < 2 || first == null || first.size() >= width - 1 && first.size() > 1) {
            return 0;
        }
        for (int i = 0; i < cells.size(); i++) {
            List<String> row = cells.get(i);
            if (row != null
                    && row.size() >= width - 1
                    && row.stream().filter(cell -> !cell.isEmpty()).count() > 1) {
                return i;
            }
        }
        return 0;
    }

    private static int modalWidth(List<@Nullable List<String>> cells) {
        Map<Integer, Integer> widths = new LinkedHashMap<>();
        cells.stream().filter(row -> row != null).forEach(row -> widths.merge(row.size(), 1, Integer::sum));
        return widths.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    private static boolean emptyBehind(List<@Nullable List<String>> cells, int header, int width) {
        return cells.stream().skip(header + 1L).filter(row -> row != null).allMatch(row -> row.stream()
                .skip(width)
                .allMatch(String::isEmpty));
    }

    private static long emptyRows(List<@Nullable List<String>> cells, int from) {
        return cells.stream()
                .skip(from)
                .filter(row -> row != null && row.stream().allMatch(String::isEmpty))
                .count();
    }

    private static List<List<String>> later(Sample sample, char separator, int width) {
        return ofWidth(
                sample.later().stream().map(line -> split(line, separator)).toList(), 0, width);
    }

    private static List<List<String>> ofWidth(List<@Nullable List<String>> cells, int from, int width) {
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row : cells.subList(Math.min(from, cells.size()), cells.size())) {
            if (row != null && row.size() == width && !row.stream().allMatch(String::isEmpty)) {
                rows.add(row);
            }
        }
        return rows;
    }
}
