package io.foreflow.ingest.table;

import io.foreflow.ingest.time.TimePatterns;
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
 * @param emptyRows number of lines that are not rows: those above the header, and those without a filled cell
 */
record HeaderRow(SampleTable table, long emptyRows) {
    private static final int MOST_LINES_ABOVE = 100;

    /** Maximum number of rows in a table about the place or the export above the data. */
    private static final int MOST_ROWS_ABOVE = 5;

    /**
     * @param names names of the columns of a file whose first row is data; empty if a row of the file names the columns
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
        int at = headerIndex(sample.lines(), cells);
        List<String> first = cells.get(at);
        List<String> names =
                new ArrayList<>(first == null ? List.of(sample.lines().get(at).text()) : first);
        int width = modalWidth(cells.subList(Math.min(at + 1, cells.size()), cells.size()));
        if (width > names.size() && emptyBehind(cells, at, names.size())) {
            // A separator ends each row, but not the header.
            while (names.size() < width) {
                names.add("");
            }
        }
        long line = sample.lines().get(at).number();
        if (at > 0) {
            findings.note("the header is line " + line + "; the lines above it are ignored");
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
        long lastLine = sample.lines().get(sample.lines().size() - 1).number();
        if (table.rows().isEmpty() && (sample.lines().size() < 2 || lastLine <= table.headerLine())) {
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
        Set<String> twice = new HashSet<>();
        for (String name : table.names()) {
            String comparable = ColumnNames.comparable(name);
            if (!comparable.isEmpty() && !seen.add(comparable) && twice.add(comparable)) {
                findings.problem("the column " + comparable + " occurs twice; found: " + TableWords.shown(table.names())
                        + "; rename one, or name all columns with " + TableKey.HEADER.option());
            }
        }
        if (table.width() < 2) {
            findings.problem(
                    "no character separates its cells; found: " + TableWords.shown(table.names()) + "; expected: "
                            + TableWords.EXPECTED
                            + ", separated by commas, semicolons or tabs, or by a character that "
                            + TableKey.SEPARATOR.option() + " names");
        }
    }

    private String raggedRows(Sample sample) {
        Sample.SampleLine line = sample.lines().stream()
                .filter(row -> row.number() > table.headerLine())
                .findFirst()
                .orElseThrow();
        List<String> cells = split(line, table.separator());
        return "no row has as many columns as the header (" + table.width() + "), line " + line.number() + " has "
                + (cells == null ? "quotes that do not fit" : cells.size() + " columns") + "; found: "
                + TableWords.shown(table.names()) + "; name all columns with " + TableKey.HEADER.option()
                + " if the first row is data, or the character between cells with " + TableKey.SEPARATOR.option();
    }

    private static @Nullable List<String> split(Sample.SampleLine line, char separator) {
        if (line.cut()) {
            return null;
        }
        try {
            return CsvCells.split(line.text(), separator);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Returns the index of the first line that names the columns of the rows. Comments may stand above it, or a small
     * table of another width or with an empty line behind it.
     */
    private static int headerIndex(List<Sample.SampleLine> lines, List<@Nullable List<String>> cells) {
        int width = modalWidth(cells);
        int from = behindComments(cells);
        List<String> first = cells.get(from);
        if (width < 2 || first == null) {
            return from;
        }
        boolean fits = first.size() == width || (first.size() == width - 1 && emptyBehind(cells, from, first.size()));
        int names = namesBelow(lines, cells, from, width, fits);
        if (names >= 0) {
            return names;
        }
        if (fits || (first.size() >= width - 1 && first.size() > 1)) {
            return from;
        }
        for (int i = from; i < cells.size(); i++) {
            List<String> row = cells.get(i);
            if (row != null && row.size() >= width - 1 && filled(row) > 1) {
                return i;
            }
        }
        return from;
    }

    /**
     * Skips lines that begin with # before one that names columns. If such a line is right above the rows, it names
     * them.
     */
    private static int behindComments(List<@Nullable List<String>> cells) {
        int at = 0;
        while (at + 1 < cells.size() && beginsWithHash(cells.get(at)) && mayBeHeader(cells.get(at + 1))) {
            at++;
        }
        return at;
    }

    private static boolean beginsWithHash(@Nullable List<String> row) {
        return row != null && row.get(0).startsWith("#");
    }

    private static boolean mayBeHeader(@Nullable List<String> row) {
        return beginsWithHash(row) || isNames(row);
    }

    /**
     * Returns the index of a row of names as wide as most rows below another table; -1 if there is none.
     *
     * @param fits true if the first line is as wide as most rows: then an empty line must stand between, and not much
     *     above
     */
    private static int namesBelow(
            List<Sample.SampleLine> lines, List<@Nullable List<String>> cells, int from, int width, boolean fits) {
        int found = -1;
        for (int i = from + 1;
                i < Math.min(cells.size() - 1, from + (fits ? MOST_ROWS_ABOVE : MOST_LINES_ABOVE));
                i++) {
            List<String> row = cells.get(i);
            boolean isBehindGap = lines.get(i).number() > lines.get(i - 1).number() + 1;
            boolean ofWidth = row != null && row.size() == width;
            if (ofWidth && isNames(row) && (isBehindGap || (!fits && found < 0))) {
                found = i;
            } else if (ofWidth && found >= 0) {
                return isBehindGap ? -1 : found;
            } else if (ofWidth && !fits) {
                // Rows have begun: a row below them that looks like names is one of the rows.
                return -1;
            }
        }
        return found;
    }

    /** Returns true for a row with two filled cells or more that are neither numbers nor times. */
    private static boolean isNames(@Nullable List<String> row) {
        return row != null
                && filled(row) > 1
                && row.stream()
                        .allMatch(cell -> Double.isNaN(new Decimals('.', true).parse(cell))
                                && Double.isNaN(new Decimals(',', true).parse(cell))
                                && !TimePatterns.mayBeTime(cell));
    }

    private static long filled(List<String> row) {
        return row.stream().filter(cell -> !cell.isEmpty()).count();
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
