package io.foreflow.ingest.table;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.time.Stamp;
import io.foreflow.ingest.time.TimePattern;
import io.foreflow.ingest.time.TimePatterns;
import io.foreflow.ingest.time.TimePatterns.Detected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The columns that hold the time of a row.
 *
 * @param columns columns whose cells are joined; none if the table has no time
 * @param patterns patterns that fit them; several if the cells do not decide; none if no pattern fits
 * @param others further columns of times, which are ignored
 */
record TimeColumns(List<Integer> columns, List<TimePattern> patterns, List<Integer> others) {
    private static final int GLANCE = 50;
    private static final Pattern MINUTES = Pattern.compile("(?i)minutes?|mins?|mn");
    private static final TimeColumns NONE = new TimeColumns(List.of(), List.of(), List.of());

    TimeColumns {
        columns = List.copyOf(columns);
        patterns = List.copyOf(patterns);
        others = List.copyOf(others);
    }

    /** Returns the given columns with the patterns that fit them. */
    static TimeColumns of(SampleTable table, List<Integer> columns) {
        return new TimeColumns(columns, detect(table.times(columns)), List.of());
    }

    /** Finds the columns and their pattern. */
    static TimeColumns find(SampleTable table) {
        Map<Integer, List<TimePattern>> moments = new LinkedHashMap<>();
        Map<Integer, List<TimePattern>> dates = new LinkedHashMap<>();
        for (int i = 0; i < table.width(); i++) {
            List<TimePattern> patterns = patterns(table, i);
            if (!patterns.isEmpty()) {
                (patterns.get(0).hasTimeOfDay() ? moments : dates).put(i, patterns);
            }
        }
        if (!moments.isEmpty()) {
            int best = best(table, moments);
            return new TimeColumns(
                    List.of(best), requireNonNull(moments.get(best)), others(List.of(best), moments, dates));
        }
        if (!dates.isEmpty()) {
            int date = best(table, dates);
            return withClock(table, date)
                    .map(found ->
                            new TimeColumns(found.columns(), found.patterns(), others(found.columns(), moments, dates)))
                    .orElseGet(() -> new TimeColumns(
                            List.of(date), requireNonNull(dates.get(date)), others(List.of(date), moments, dates)));
        }
        return parts(table).orElse(NONE);
    }

    private static List<Integer> others(
            List<Integer> columns, Map<Integer, List<TimePattern>> moments, Map<Integer, List<TimePattern>> dates) {
        List<Integer> others = new ArrayList<>(moments.keySet());
        others.addAll(dates.keySet());
        others.removeAll(columns);
        return others;
    }

    /** Returns the patterns of a column. Looks at a few cells first, because most columns hold numbers. */
    private static List<TimePattern> patterns(SampleTable table, int column) {
        List<String> cells =
                table.column(column).stream().filter(cell -> !cell.isEmpty()).toList();
        if (cells.isEmpty()
                || detect(cells.subList(0, Math.min(GLANCE, cells.size()))).isEmpty()) {
            return List.of();
        }
        List<TimePattern> patterns = detect(table.times(List.of(column)));
        boolean number = cells.get(0).chars().allMatch(Character::isDigit);
        String name = table.names().get(column);
        boolean named = ColumnNames.isTime(name) || ColumnNames.isDate(name) || ColumnNames.isClock(name);
        return number && !named && !isOrdered(cells) ? List.of() : patterns;
    }

    /** Returns true for numbers of the same length that nearly always rise, or nearly always fall. */
    private static boolean isOrdered(List<String> cells) {
        int rises = 0;
        int falls = 0;
        for (int i = 1; i < cells.size(); i++) {
            int order = cells.get(i).compareTo(cells.get(i - 1));
            rises += order > 0 ? 1 : 0;
            falls += order < 0 ? 1 : 0;
        }
        return Math.min(rises, falls) <= (rises + falls) / 100 && rises + falls > 0;
    }

    private static List<TimePattern> detect(List<String> texts) {
        Detected detected = TimePatterns.detect(texts);
        return detected.patterns();
    }

    /**
     * Returns the best column. Prefers times that differ from row to row, a start to an end, times with an offset to
     * those without, known names to others, and the first to the next.
     */
    private static int best(SampleTable table, Map<Integer, List<TimePattern>> found) {
        Predicate<Integer> isEnd = column -> ColumnNames.isEnd(table.names().get(column));
        Predicate<Integer> isStart = column -> ColumnNames.isStart(table.names().get(column));
        Predicate<Integer> isNamed = column -> {
            String name = table.names().get(column);
            return ColumnNames.isTime(name) || ColumnNames.isDate(name);
        };
        Predicate<Integer> hasOffset = column -> table.column(column).stream()
                .filter(cell -> !cell.isEmpty())
                .limit(GLANCE)
                .anyMatch(cell -> requireNonNull(found.get(column)).get(0).parse(cell) instanceof Stamp.OneTime);
        Predicate<Integer> isConstant =
                column -> table.column(column).stream().distinct().limit(2).count() == 1;
        return found.keySet().stream()
                .min(Comparator.<Integer, Boolean>comparing(isConstant::test)
                        .thenComparing(isEnd::test)
                        .thenComparing(column -> !isStart.test(column))
                        .thenComparing(column -> !hasOffset.test(column))
                        .thenComparing(column -> !isNamed.test(column)))
                .orElseThrow();
    }

    /** Returns a date together with the time of day or the hour in a column of its own. */
    private static Optional<TimeColumns> withClock(SampleTable table, int date) {
        return IntStream.range(0, table.width())
                .filter(column -> column != date)
                .boxed()
                .sorted(Comparator.comparing(column -> Math.abs(column - date - 1)))
                .filter(column -> mayBeClock(table, column))
                .map(column -> of(table, List.of(date, column)))
                .filter(found ->
                        !found.patterns().isEmpty() && found.patterns().get(0).hasTimeOfDay())
                .findFirst();
    }

    private static boolean mayBeClock(SampleTable table, int column) {
        List<String> cells = table.column(column).stream()
                .filter(cell -> !cell.isEmpty())
                .limit(GLANCE)
                .toList();
        String name = table.names().get(column);
        boolean named = ColumnNames.isClock(name) && !ColumnNames.isDate(name);
        return !cells.isEmpty() && (named || cells.stream().allMatch(TimePatterns::mayBeTimeOfDay));
    }

    /** Returns year, month, day and perhaps the hour and the minute in columns of their own. */
    private static Optional<TimeColumns> parts(SampleTable table) {
        int year = first(table, ColumnNames::isYear);
        int month = first(table, ColumnNames::isMonth);
        int day = first(table, name -> ColumnNames.isDay(name) && !ColumnNames.isYear(name));
        if (year < 0 || month < 0 || day < 0) {
            return Optional.empty();
        }
        List<Integer> columns = new ArrayList<>(List.of(year, month, day));
        int hour = first(table, ColumnNames::isClock);
        if (hour >= 0) {
            columns.add(hour);
            int minute = first(table, name -> MINUTES.matcher(name).matches());
            if (minute >= 0) {
                columns.add(minute);
            }
        }
        TimeColumns found = of(table, columns);
        return found.patterns().isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static int first(SampleTable table, Predicate<String> isOne) {
        return IntStream.range(0, table.width())
                .filter(i -> isOne.test(table.names().get(i)))
                .findFirst()
                .orElse(-1);
    }
}
