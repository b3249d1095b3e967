package io.foreflow.ingest.table;

import io.foreflow.ingest.table.TableFormat.CovariateColumn;
import io.foreflow.ingest.table.TableFormat.Layout;
import io.foreflow.ingest.table.TableFormat.ValueColumn;
import io.foreflow.ingest.time.Stamp;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.models.series.SensorId;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decides which columns hold sensors, values and covariates, and how numbers are written. */
final class LayoutFinder {
    private static final int FIRST_ROWS = 1_000;

    /** Texts with which tables write a missing value. */
    private static final Set<String> NO_VALUE = Set.of(
            "na",
            "n/a",
            "n.a.",
            "nan",
            "null",
            "none",
            "nil",
            "-",
            "--",
            "---",
            "?",
            ".",
            "..",
            "...",
            "*",
            "**",
            "m",
            "missing",
            "nd",
            "n.d.",
            "n/d",
            "s/d",
            "no data",
            "nodata",
            "no_data",
            "#n/a",
            "#nv",
            "#na",
            "fehlt",
            "k.a.",
            "(null)",
            "\\n",
            "undef",
            "undefined",
            "unknown",
            "unavailable",
            "inf",
            "-inf",
            "bad",
            "error",
            "invalid");

    private final SampleTable table;
    private final TableOptions options;
    private final TimeColumns times;
    private final Findings findings;
    private final String fileName;

    /** @param fileName name without endings such as {@code .csv.gz} */
    LayoutFinder(SampleTable table, TableOptions options, TimeColumns times, Findings findings, String fileName) {
        this.fileName = fileName;
        this.table = table.together();
        this.options = options;
        this.times = times;
        this.findings = findings;
    }

    /**
     * The columns of a table.
     *
     * @param marks texts that were found to mean "no value"
     */
    record FoundLayout(Layout layout, Decimals decimals, List<String> marks) {}

    /** Returns the columns of the documented format; null if there is a problem. */
    @Nullable
    FoundLayout documented() {
        // The documented format has commas, and decimals after a point.
        Decimals decimals =
                table.separator() == ',' && options.dialect().decimal().isEmpty() ? Decimals.PLAIN : decimals();
        if (decimals == null) {
            return null;
        }
        Layout layout = new Layout(
                table.names(),
                times.columns(),
                List.of(table.find(Documented.SENSOR_ID)),
                List.of(new ValueColumn(table.find(Documented.VALUE), SensorId.of(Documented.VALUE))),
                covariates(),
                true);
        return new FoundLayout(layout, decimals, List.of());
    }

    /** Returns the columns of any other table; null if there is a problem. */
    @Nullable
    FoundLayout foreign() {
        Decimals decimals = decimals();
        if (decimals == null) {
            return null;
        }
        List<String> marks = marks(decimals);
        MissingMarks missing = options.missing().plus(MissingMarks.of(marks));
        Set<Integer> taken = new LinkedHashSet<>(times.columns());
        covariates().forEach(covariate -> taken.add(covariate.index()));
        List<Integer> numeric = numeric(taken, decimals, missing);
        List<Integer> named = ofFile() ? List.of() : table.named(options.sensor(), TableKey.SENSOR, findings);
        boolean open = options.columns().stream().allMatch(pattern -> pattern.startsWith("!"));
        SensorColumns sensors = named.isEmpty() && !ofFile()
                ? SensorColumns.find(
                        table,
                        table.joined(times.columns()),
                        notChosen(texts(numeric)),
                        notChosen(integers(numeric, decimals)))
                : new SensorColumns(named, false);
        if (sensors.needed()) {
            findings.problem("several rows have the same time, and no column tells their sensors apart; name it with "
                    + TableKey.SENSOR.option() + "; found: " + TableWords.shown(table.names()) + periodsText());
        }
        taken.addAll(sensors.columns());
        List<Integer> values = values(sensors, taken, numeric, decimals, missing);
        if (open && options.sensor().isEmpty() && sensors.columns().isEmpty() && values.size() == 1) {
            sensors = new SensorColumns(constantId(values.get(0), taken), false);
            sensors.columns().forEach(column -> findings.read(table.label(column)));
        }
        List<ValueColumn> columns = valueColumns(values, sensors);
        return findings.hasProblems()
                ? null
                : new FoundLayout(
                        new Layout(table.names(), times.columns(), sensors.columns(), columns, covariates(), false),
                        decimals,
                        marks);
    }

    /** Drops the columns that an option chooses for values. */
    private List<Integer> notChosen(List<Integer> columns) {
        List<Pattern> wanted = options.columns().stream()
                .filter(pattern -> !pattern.startsWith("!") && !pattern.equals("*"))
                .map(ColumnNames::glob)
                .toList();
        return columns.stream()
                .filter(column -> wanted.stream().noneMatch(pattern -> pattern.matcher(
                                ColumnNames.comparable(table.names().get(column)))
                        .matches()))
                .toList();
    }

    private List<CovariateColumn> covariates() {
        List<CovariateColumn> covariates = new ArrayList<>();
        for (String name : options.covariates()) {
            int index = table.find(name);
            if (index >= 0) {
                covariates.add(new CovariateColumn(index, name));
            }
        }
        return covariates;
    }

    /** Returns a column that names the one sensor of the table in every row. */
    private List<Integer> constantId(int value, Set<Integer> taken) {
        return IntStream.range(0, table.width())
                .filter(column -> column != value
                        && !taken.contains(column)
                        && ColumnNames.isSensor(table.names().get(column))
                        && !table.rows().get(0).get(column).isEmpty()
                        && table.column(column).stream().distinct().limit(2).count() == 1)
                .limit(1)
                .boxed()
                .toList();
    }

    private List<ValueColumn> valueColumns(List<Integer> values, SensorColumns sensors) {
        List<ValueColumn> columns = new ArrayList<>();
        for (int column : values) {
            valueColumn(column, sensors, values.size() == 1).ifPresent(columns::add);
        }
        return columns;
    }

    /** Returns true if the file's name names the sensor. */
    private boolean ofFile() {
        if (options.sensor().contains(TableOptions.FILE) && options.sensor().size() > 1) {
            findings.problem(
                    TableKey.SENSOR.option() + " takes " + TableOptions.FILE + " or names of columns, not both");
        }
        return options.sensor().contains(TableOptions.FILE);
    }

    private Optional<ValueColumn> valueColumn(int column, SensorColumns sensors, boolean only) {
        String own = table.names().get(column);
        String name = !options.sensor().contains(TableOptions.FILE) ? own : only ? fileName : fileName + "-" + own;
        try {
            return Optional.of(new ValueColumn(column, SensorId.of(name)));
        } catch (IllegalArgumentException e) {
            if (!sensors.columns().isEmpty() && name.isEmpty()) {
                return Optional.of(new ValueColumn(column, SensorId.of(Documented.VALUE)));
            }
            findings.problem("column " + (column + 1) + " cannot name a sensor: " + e.getMessage());
            return Optional.empty();
        }
    }

    private @Nullable Decimals decimals() {
        Decimals.Evidence evidence = new Decimals.Evidence();
        IntStream.range(0, table.width())
                .filter(column ->
                        !times.columns().contains(column) && !times.others().contains(column))
                .forEach(column -> evidence.add(table.column(column)));
        Optional<Decimals> decided = evidence.decided(table.separator());
        Optional<Character> point = options.dialect().decimal();
        if (point.isPresent()) {
            return decided.filter(found -> found.point() == point.get()).orElse(new Decimals(point.get(), true));
        }
        if (decided.isEmpty()) {
            findings.problem("the number " + CsvCells.shortened(evidence.unclearCell())
                    + " can be read with decimals or with grouped thousands; choose with "
                    + TableKey.DECIMAL.option() + "=comma or " + TableKey.DECIMAL.option() + "=point");
        }
        return decided.orElse(null);
    }

    /** Returns the texts in columns of numbers that mean "no value". */
    private List<String> marks(Decimals decimals) {
        Set<String> marks = new LinkedHashSet<>();
        for (int column = 0; column < table.width(); column++) {
            if (times.columns().contains(column)) {
                continue;
            }
            Set<String> here = new LinkedHashSet<>();
            int numbers = 0;
            for (String cell : table.column(column)) {
                if (!Double.isNaN(decimals.parse(cell))) {
                    numbers++;
                } else if (NO_VALUE.contains(cell.toLowerCase(Locale.ROOT))) {
                    here.add(cell.toLowerCase(Locale.ROOT));
                }
            }
            if (numbers > 0) {
                marks.addAll(here);
            }
        }
        return List.copyOf(marks);
    }

    /** Returns the columns in which at least half of the cells with a value are numbers. */
    private List<Integer> numeric(Set<Integer> taken, Decimals decimals, MissingMarks missing) {
        List<Integer> numeric = new ArrayList<>();
        for (int column = 0; column < table.width(); column++) {
            if (taken.contains(column)) {
                continue;
            }
            int numbers = 0;
            int filled = 0;
            for (String cell : table.column(column)) {
                if (!cell.isEmpty() && !missing.isMissing(cell)) {
                    filled++;
                    numbers += Double.isFinite(decimals.parse(cell)) ? 1 : 0;
                }
            }
            if (numbers > 0 && 2 * numbers >= filled) {
                numeric.add(column);
            }
        }
        return numeric;
    }

    private List<Integer> texts(List<Integer> numeric) {
        return IntStream.range(0, table.width())
                .filter(column -> !times.columns().contains(column)
                        && !times.others().contains(column)
                        && !numeric.contains(column)
                        && !isPeriod(column)
                        && table.column(column).stream().anyMatch(cell -> !cell.isEmpty()))
                .boxed()
                .toList();
    }

    private List<Integer> integers(List<Integer> numeric, Decimals decimals) {
        if (numeric.size() == 1) {
            // A table with one column of numbers is about that column.
            return List.of();
        }
        return numeric.stream()
                .filter(column -> !isPeriod(column))
                .filter(column -> table.column(column).stream()
                        .filter(cell -> !cell.isEmpty())
                        .limit(FIRST_ROWS)
                        .allMatch(cell -> decimals.parse(cell) == Math.rint(decimals.parse(cell))))
                .toList();
    }

    /** Returns true for a column that counts the hours of each date, or other periods of a day. */
    private boolean isPeriod(int column) {
        return !times.patterns().get(0).hasTimeOfDay()
                && !ColumnNames.isSensor(table.names().get(column))
                && PeriodColumns.counts(table.column(column));
    }

    private String periodsText() {
        return IntStream.range(0, table.width())
                .filter(this::isPeriod)
                .boxed()
                .findFirst()
                .map(column -> "; " + table.names().get(column)
                        + " seems to count the periods of each day: write their times into the table instead")
                .orElse("");
    }

    private List<Integer> values(
            SensorColumns sensors, Set<Integer> taken, List<Integer> numeric, Decimals decimals, MissingMarks missing) {
        List<String> patterns = options.columns();
        if (!patterns.isEmpty() && patterns.stream().anyMatch(pattern -> !pattern.startsWith("!"))) {
            List<Integer> chosen = chosen(patterns, taken);
            if (chosen.isEmpty() && !findings.hasProblems()) {
                findings.problem("no column holds a sensor's values; found: " + TableWords.shown(table.names())
                        + "; expected: " + TableWords.EXPECTED);
            }
            return chosen;
        }
        List<Integer> left =
                numeric.stream().filter(column -> !taken.contains(column)).toList();
        List<double[]> numbers = numbers(left, decimals, missing);
        List<@Nullable LocalDateTime> locals = locals();
        List<String> ids = sensors.columns().isEmpty()
                ? List.of()
                : table.rows().stream()
                        .map(row -> RowReader.joined(row, sensors.columns(), "-"))
                        .toList();
        ValueColumns values = ValueColumns.of(table, left, numbers, locals, ids);
        List<Integer> columns = values.columns();
        for (String pattern : patterns) {
            Pattern excluded = ColumnNames.glob(pattern.substring(1));
            columns = columns.stream()
                    .filter(column -> !excluded.matcher(
                                    ColumnNames.comparable(table.names().get(column)))
                            .matches())
                    .toList();
        }
        reportIgnored(taken, numeric, values);
        if (columns.isEmpty()) {
            findings.problem("no column holds numbers of a sensor; found: " + TableWords.shown(table.names())
                    + findings.ignoredText()
                    + "; name columns with " + TableKey.COLUMNS.option());
        } else if (!times.patterns().get(0).hasTimeOfDay()
                && PeriodColumns.name(columns.stream().map(table.names()::get).toList())) {
            findings.problem("each row is a day and the columns seem to be its hours; found: "
                    + TableWords.shown(table.names())
                    + "; write each value into a row of its own with its time, or, if each column is a sensor with one value a day,"
                    + " name them with " + TableKey.COLUMNS.option());
        } else if (sensors.columns().isEmpty() && patterns.isEmpty()) {
            reportTotals(columns, numbers);
        }
        return columns;
    }

    /** Returns the columns that patterns choose; a pattern without a match is a problem. */
    private List<Integer> chosen(List<String> patterns, Set<Integer> taken) {
        Set<Integer> chosen = new LinkedHashSet<>();
        List<String> missing = new ArrayList<>();
        for (String pattern : patterns) {
            boolean out = pattern.startsWith("!");
            Pattern glob = ColumnNames.glob(out ? pattern.substring(1) : pattern);
            List<Integer> found = IntStream.range(0, table.width())
                    .filter(column -> !taken.contains(column)
                            && glob.matcher(ColumnNames.comparable(table.names().get(column)))
                                    .matches())
                    .boxed()
                    .toList();
            if (out) {
                found.forEach(chosen::remove);
            } else if (found.isEmpty() && !pattern.equals("*")) {
                missing.add(ColumnNames.comparable(pattern));
            } else {
                chosen.addAll(found);
            }
        }
        if (!missing.isEmpty()) {
            findings.problem(
                    "the header lacks " + String.join(", ", missing) + "; found: " + TableWords.shown(table.names()));
        }
        return chosen.stream().sorted().toList();
    }

    private List<double[]> numbers(List<Integer> columns, Decimals decimals, MissingMarks missing) {
        return table.rows().stream()
                .map(row -> {
                    double[] numbers = new double[table.width()];
                    columns.forEach(column -> {
                        String cell = row.get(column);
                        numbers[column] = cell.isEmpty() || missing.isMissing(cell) ? Double.NaN : decimals.parse(cell);
                    });
                    return numbers;
                })
                .toList();
    }

    private List<@Nullable LocalDateTime> locals() {
        List<@Nullable LocalDateTime> locals = new ArrayList<>();
        for (String text : table.joined(times.columns())) {
            Stamp stamp = times.patterns().get(0).parse(text);
            locals.add(
                    stamp instanceof Stamp.Local local
                            ? local.time()
                            : stamp instanceof Stamp.OneTime at
                                    ? LocalDateTime.ofInstant(at.time(), ZoneOffset.UTC)
                                    : null);
        }
        return locals;
    }

    private void reportIgnored(Set<Integer> taken, List<Integer> numeric, ValueColumns values) {
        for (int column = 0; column < table.width(); column++) {
            String name = table.label(column);
            if (taken.contains(column)) {
                continue;
            }
            if (times.others().contains(column)) {
                findings.ignore(name, "a further time");
            } else if (!numeric.contains(column)) {
                boolean empty = table.column(column).stream().allMatch(String::isEmpty);
                if (!(empty && table.names().get(column).isEmpty())) {
                    findings.ignore(name, empty ? "empty" : "text");
                }
            } else {
                values.passedOver().stream()
                        .filter(found -> found.column().equals(name))
                        .forEach(found -> findings.ignore(found.column(), found.why()));
            }
        }
    }

    private void reportTotals(List<Integer> columns, List<double[]> numbers) {
        TotalColumns.Totals found = TotalColumns.find(columns, numbers);
        if (found.totals().isEmpty()) {
            return;
        }
        List<String> names = found.totals().stream().map(table.names()::get).toList();
        findings.aside(
                names.size() == 1
                        ? names.get(0) + " is the sum of columns beside it"
                        : names.size() + " columns are sums of columns beside them: " + TableWords.shown(names));
        TotalColumns.word(found, columns, table.names())
                .ifPresent(word -> findings.advise(
                        TableKey.COLUMNS,
                        "!*" + word + "*",
                        "reads the " + names.size() + " sums without their parts, whose names hold '" + word + "'"));
    }
}
