package io.foreflow.ingest.table;

import static java.util.stream.Collectors.joining;

import io.foreflow.ingest.time.TimePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides which columns are the time of a row, and which form it has. */
final class TimeFinder {
    /**
     * Minimum number of rows for a decision on the whole table; in a smaller one each row reports what is wrong with
     * its time.
     */
    private static final int LEAST_ROWS = 20;

    private static final List<String> USUAL = List.of(Documented.TIMESTAMP, "time", "datetime", "date_time");

    private final SampleTable table;
    private final TableOptions.Stamps options;
    private final Findings findings;

    TimeFinder(SampleTable table, TableOptions.Stamps options, Findings findings) {
        this.table = table;
        this.options = options;
        this.findings = findings;
    }

    /**
     * Returns the columns and one pattern. Anything else is a problem.
     *
     * @param documented true if the table is in the documented format
     */
    TimeColumns find(boolean documented) {
        TimeColumns times = times(documented);
        if (!findings.hasProblems() && isData(times)) {
            reportDataInHeader(times);
        }
        return times;
    }

    private TimeColumns times(boolean documented) {
        List<Integer> named = table.named(options.columns(), TableKey.TIME, findings);
        TimeColumns times = !named.isEmpty()
                ? TimeColumns.of(table, named)
                : documented ? TimeColumns.of(table, List.of(table.find(Documented.TIMESTAMP))) : usualOrFound();
        Optional<TimePattern> pattern = options.pattern();
        if (pattern.isPresent() && !times.columns().isEmpty()) {
            return new TimeColumns(times.columns(), List.of(pattern.get()), times.others());
        }
        if (times.columns().isEmpty() && !findings.hasProblems()) {
            findings.problem(noTimes());
        } else if (times.patterns().isEmpty() && (documented || table.rows().size() < LEAST_ROWS)) {
            // Each row reports what is wrong with it.
            return new TimeColumns(times.columns(), List.of(TimePattern.ISO), times.others());
        } else if (times.patterns().isEmpty()) {
            findings.problem("the times in " + TableWords.names(table, times.columns()) + ", such as "
                    + TableWords.example(table.joined(times.columns())) + ", have an unknown form; name it with "
                    + TableKey.TIME_PATTERN.option() + ", such as " + TableKey.TIME_PATTERN.option()
                    + "='dd.MM.yyyy HH:mm'");
        } else if (times.patterns().size() > 1) {
            findings.problem("the times in " + TableWords.names(table, times.columns()) + ", such as "
                    + TableWords.example(table.joined(times.columns())) + ", can be read in several ways; choose with "
                    + times.patterns().stream()
                            .map(one -> TableKey.TIME_PATTERN.option() + "='" + one + "'")
                            .collect(joining(" or ")));
        }
        return times;
    }

    /**
     * Returns a column with one of the usual names whose cells are times; otherwise the columns whose cells fit best.
     */
    private TimeColumns usualOrFound() {
        for (String usual : USUAL) {
            int column = table.find(usual);
            if (column >= 0) {
                TimeColumns times = TimeColumns.of(table, List.of(column));
                if (!times.patterns().isEmpty() && times.patterns().get(0).hasTimeOfDay()) {
                    return times;
                }
            }
        }
        TimeColumns found = TimeColumns.find(table);
        if (!found.columns().isEmpty()) {
            return found;
        }
        return USUAL.stream()
                .map(table::find)
                .filter(column -> column >= 0)
                .findFirst()
                .map(column -> new TimeColumns(List.of(column), List.of(), List.of()))
                .orElse(found);
    }

    private String noTimes() {
        return "the header has no column of times; found: " + TableWords.shown(table.names()) + "; expected: "
                + TableWords.EXPECTED + "; name the columns that together are the time with " + TableKey.TIME.option();
    }

    /** Returns true if the first row, which should name the columns, has a time like the rows below it. */
    private boolean isData(TimeColumns times) {
        return table.headerLine() > 0
                && times.patterns().get(0).parse(RowReader.joined(table.names(), times.columns(), " ")) != null;
    }

    private void reportDataInHeader(TimeColumns times) {
        List<String> names = new ArrayList<>();
        int values = 0;
        int texts = 0;
        boolean isDate = !times.patterns().get(0).hasTimeOfDay();
        for (int column = 0; column < table.width(); column++) {
            List<String> cells = filled(column);
            if (times.columns().contains(column)) {
                names.add(times.columns().indexOf(column) > 0 ? "clock" : isDate ? "date" : Documented.TIMESTAMP);
            } else if (cells.isEmpty()) {
                names.add("empty" + (column + 1));
            } else if (isDate && !names.contains("hour") && PeriodColumns.counts(cells)) {
                names.add("hour");
            } else if (isNumber(cells.get(0))) {
                names.add(++values == 1 ? Documented.VALUE : Documented.VALUE + values);
            } else {
                names.add(++texts == 1 ? Documented.SENSOR_ID : "text" + texts);
            }
        }
        String header = String.join(",", names);
        findings.problem(
                "its first row is data and not a header; found: " + TableWords.shown(table.names()) + "; expected: "
                        + TableWords.EXPECTED + "; name the columns with " + TableKey.HEADER.option() + "=" + header);
        findings.advise(TableKey.HEADER, header, "names the columns, since the first row is data");
    }

    /** Returns the cells with a text of a column whose first row is data. */
    private List<String> filled(int column) {
        return Stream.concat(Stream.of(table.names().get(column)), table.column(column).stream())
                .filter(cell -> !cell.isEmpty())
                .toList();
    }

    private static boolean isNumber(String cell) {
        return !Double.isNaN(new Decimals(',', true).parse(cell)) || !Double.isNaN(new Decimals('.', true).parse(cell));
    }
}
