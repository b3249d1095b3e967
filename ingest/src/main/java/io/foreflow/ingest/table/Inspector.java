package io.foreflow.ingest.table;

import static java.util.stream.Collectors.joining;

import io.foreflow.ingest.quality.DataProfile;
import io.foreflow.ingest.quality.SuspectedMark;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.Inspection.Advice;
import io.foreflow.ingest.table.Inspection.PassedOver;
import io.foreflow.ingest.table.TableFormat.CovariateColumn;
import io.foreflow.ingest.table.TableFormat.Layout;
import io.foreflow.ingest.table.TableFormat.ValueColumn;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.VisibleText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first rows of a table and decides how it is read. What the rows decide is decided; where they allow two readings the
 * inspection has a problem, which names the option that decides.
 */
public final class Inspector {
    /** Rows that all fail for one reason are the reason to stop, if there are so many of them. */
    private static final int ALIKE = 20;

    private static final int FIRST_ROWS = 1_000;
    private static final int SHOWN = 5;
    private static final List<String> WIDE_TIMES = List.of("timestamp", "time", "datetime", "date_time");
    private static final String SENSOR_ID = "sensor_id";
    private static final String TIMESTAMP = "timestamp";
    private static final String VALUE = "value";
    private static final String EXPECTED = "a header with the columns sensor_id, timestamp and value, or one that names"
            + " a time and columns of numbers";

    /** Texts with which tables say that there is no value. */
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
            "inf",
            "-inf",
            "bad",
            "error",
            "invalid");

    private final Path file;
    private final TableOptions options;
    private final ZoneId zone;
    private final Sample sample;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Advice> advice = new ArrayList<>();
    private final List<PassedOver> passedOver = new ArrayList<>();
    private final List<String> lastNotes = new ArrayList<>();
    private long emptyRows;
    private DataProfile profile = new DataProfile();

    private Inspector(Path file, TableOptions options, ZoneId zone, Sample sample) {
        this.file = file;
        this.options = options;
        this.zone = zone;
        this.sample = sample;
    }

    /**
     * @param options that people gave; they are not questioned
     * @param zone of times without an offset
     * @throws UnusableFileException if the file cannot be read at all: it is missing, empty, a folder, damaged or not text
     */
    public static Inspection inspect(Path file, TableOptions options, ZoneId zone) throws UnusableFileException {
        Sample sample = Sample.read(file, options.dialect().charset()).withoutSeparatorLine();
        requireText(file, sample);
        return new Inspector(file, options, zone, sample).inspect();
    }

    private static void requireText(Path file, Sample sample) throws UnusableFileException {
        if (sample.lines().isEmpty()) {
            throw new UnusableFileException(file + " is empty; " + EXPECTED + " is expected", null);
        }
        Sample.Line first = sample.lines().get(0);
        if (!first.isText()
                || new String(first.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(0) >= 0) {
            throw new UnusableFileException(
                    file + " does not begin with text in UTF-8; a CSV file, plain or gzip, is expected"
                            + encodingAdvice(first.bytes()),
                    null);
        }
    }

    private static String encodingAdvice(byte[] bytes) {
        if (bytes.length > 3 && bytes[0] == 'P' && bytes[1] == 'K') {
            return "; this is a ZIP archive, or a spreadsheet: save the sheet as CSV";
        }
        for (byte b : bytes) {
            if (b == 0) {
                return "; if it is a table in UTF-16, add " + TableKey.ENCODING.option() + "=UTF-16";
            }
        }
        return "; if it is a table in an older encoding, name it, such as " + TableKey.ENCODING.option()
                + "=windows-1252";
    }

    private Inspection inspect() {
        TableFormat format = find();
        long header = (format == null ? 1 : Math.min(1, format.headerLine())) + emptyRows;
        Inspection.Size size = new Inspection.Size(
                Math.max(0, sample.totalLines() - header),
                sample.counted(),
                Math.max(0, sample.lines().size() - header));
        return new Inspection(
                file, problems.isEmpty() ? format : null, problems, notes, advice, passedOver, size, profile);
    }

    private @Nullable TableFormat find() {
        List<String> texts = sample.lines().stream().map(Sample.Line::text).toList();
        char separator = options.dialect()
                .separator()
                .orElseGet(() -> isDocumented(texts.get(0)) ? ',' : Separators.find(texts));
        SampleTable table = table(separator);
        if (table.rows().isEmpty() && sample.lines().size() < 2) {
            problems.add("the file has a header but no row; is it the right file?");
            return null;
        }
        checkNames(table);
        if (problems.isEmpty() && table.rows().isEmpty()) {
            problems.add(raggedRows(table));
        }
        if (!problems.isEmpty()) {
            return null;
        }
        boolean documented = isDocumented(table);
        TimeColumns times = times(table, documented);
        if (problems.isEmpty() && isData(table, times)) {
            tellDataInHeader(table, times);
        }
        if (!problems.isEmpty()) {
            return null;
        }
        return documented ? documented(table, times) : foreign(table, times);
    }

    private static boolean isDocumented(String header) {
        List<String> names;
        try {
            names = CsvCells.split(header).stream().map(ColumnNames::comparable).toList();
        } catch (IllegalArgumentException e) {
            return false;
        }
        return names.containsAll(List.of(SENSOR_ID, TIMESTAMP, VALUE));
    }

    /** True of a table in the format of the documentation that nobody wants to be read in another way. */
    private boolean isDocumented(SampleTable table) {
        return table.find(SENSOR_ID) >= 0
                && table.find(TIMESTAMP) >= 0
                && table.find(VALUE) >= 0
                && options.sensor().isEmpty()
                && options.columns().isEmpty()
                && options.times().columns().isEmpty();
    }

    // --- header and cells ---

    private SampleTable table(char separator) {
        List<Sample.Line> lines = sample.lines();
        List<@Nullable List<String>> cells =
                lines.stream().map(line -> split(line, separator)).toList();
        List<String> given = options.dialect().header();
        if (!given.isEmpty()) {
            return new SampleTable(separator, 0, given, ofWidth(cells, 0, given.size()));
        }
        int at = headerIndex(cells);
        List<String> names = new ArrayList<>(cells.get(at) == null ? List.of("") : cells.get(at));
        int width = modalWidth(cells.subList(Math.min(at + 1, cells.size()), cells.size()));
        if (width > names.size() && emptyBehind(cells, at, names.size())) {
            // A separator ends each row, but not the header.
            while (names.size() < width) {
                names.add("");
            }
        }
        emptyRows = at
                + cells.stream()
                        .skip(at + 1L)
                        .filter(row -> row != null && row.stream().allMatch(String::isEmpty))
                        .count();
        if (at > 0) {
            notes.add("the header is line " + lines.get(at).number() + "; what stands above it is not read");
        }
        return new SampleTable(separator, lines.get(at).number(), names, ofWidth(cells, at + 1, names.size()));
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

    private static List<List<String>> ofWidth(List<@Nullable List<String>> cells, int from, int width) {
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row : cells.subList(Math.min(from, cells.size()), cells.size())) {
            if (row != null && row.size() == width && !row.stream().allMatch(String::isEmpty)) {
                rows.add(row);
            }
        }
        return rows;
    }

    private void checkNames(SampleTable table) {
        Set<String> seen = new HashSet<>();
        for (String name : table.names()) {
            String comparable = ColumnNames.comparable(name);
            if (!comparable.isEmpty() && !seen.add(comparable)) {
                problems.add("the column " + comparable + " occurs twice; found: " + shown(table.names())
                        + "; rename one, or name all columns with " + TableKey.HEADER.option());
            }
        }
        if (table.width() < 2) {
            problems.add("no character separates its cells; found: " + shown(table.names()) + "; expected: " + EXPECTED
                    + ", separated by commas, semicolons or tabs, or by a character that "
                    + TableKey.SEPARATOR.option() + " names");
        }
    }

    private String raggedRows(SampleTable table) {
        Sample.Line line = sample.lines().stream()
                .filter(row -> row.number() > table.headerLine())
                .findFirst()
                .orElseThrow();
        List<String> cells = split(line, table.separator());
        return "no row has as many columns as the header (" + table.width() + "), line " + line.number() + " has "
                + (cells == null ? "quotes that do not fit" : cells.size() + " columns") + "; found: "
                + shown(table.names()) + "; name all columns with " + TableKey.HEADER.option()
                + " if the first row is data, or the character between cells with " + TableKey.SEPARATOR.option();
    }

    // --- times ---

    private TimeColumns times(SampleTable table, boolean documented) {
        List<Integer> named = named(table, options.times().columns(), TableKey.TIME);
        TimeColumns times = !named.isEmpty()
                ? TimeColumns.of(table, named)
                : documented ? TimeColumns.of(table, List.of(table.find(TIMESTAMP))) : usualOrFound(table);
        Optional<TimePattern> pattern = options.times().pattern();
        if (pattern.isPresent() && !times.columns().isEmpty()) {
            return new TimeColumns(times.columns(), List.of(pattern.get()), times.others());
        }
        if (times.columns().isEmpty() && problems.isEmpty()) {
            problems.add(noTimes(table));
        } else if (times.patterns().isEmpty() && (documented || table.rows().size() < ALIKE)) {
            // Row by row it is said what is wrong with them.
            return new TimeColumns(times.columns(), List.of(TimePattern.ISO), times.others());
        } else if (times.patterns().isEmpty()) {
            problems.add("the times in " + names(table, times.columns()) + ", such as "
                    + example(table.joined(times.columns())) + ", have no form that is known; write it with "
                    + TableKey.TIME_PATTERN.option() + ", such as " + TableKey.TIME_PATTERN.option()
                    + "='dd.MM.yyyy HH:mm'");
        } else if (times.patterns().size() > 1) {
            problems.add("the times in " + names(table, times.columns()) + ", such as "
                    + example(table.joined(times.columns())) + ", can be read in several ways; choose with "
                    + times.patterns().stream()
                            .map(one -> TableKey.TIME_PATTERN.option() + "='" + one + "'")
                            .collect(joining(" or ")));
        }
        return times;
    }

    /** A column with one of the usual names whose cells are times, else what the cells of all columns say. */
    private static TimeColumns usualOrFound(SampleTable table) {
        for (String usual : WIDE_TIMES) {
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
        return WIDE_TIMES.stream()
                .map(table::find)
                .filter(column -> column >= 0)
                .findFirst()
                .map(column -> new TimeColumns(List.of(column), List.of(), List.of()))
                .orElse(found);
    }

    private static String noTimes(SampleTable table) {
        return "the header has no column of times; found: " + shown(table.names()) + "; expected: " + EXPECTED
                + "; name the columns that together are the time with " + TableKey.TIME.option();
    }

    /** True when the first row, which should name the columns, has a time like the rows below it. */
    private boolean isData(SampleTable table, TimeColumns times) {
        return table.headerLine() > 0
                && times.patterns().get(0).parse(RowReader.joined(table.names(), times.columns(), " ")) != null;
    }

    private void tellDataInHeader(SampleTable table, TimeColumns times) {
        List<String> names = new ArrayList<>();
        int values = 0;
        int texts = 0;
        for (int column = 0; column < table.width(); column++) {
            String cell = table.names().get(column);
            boolean number = table.separator() == ','
                    ? !Double.isNaN(Decimals.PLAIN.parse(cell))
                    : !Double.isNaN(new Decimals(',', true).parse(cell)) || !Double.isNaN(Decimals.PLAIN.parse(cell));
            if (times.columns().contains(column)) {
                names.add(times.columns().indexOf(column) == 0 ? TIMESTAMP : "clock");
            } else if (number) {
                names.add(++values == 1 ? VALUE : VALUE + values);
            } else {
                names.add(++texts == 1 ? SENSOR_ID : "text" + texts);
            }
        }
        String header = String.join(",", names);
        problems.add("its first row is data, no header; found: " + shown(table.names()) + "; expected: " + EXPECTED
                + "; name the columns with " + TableKey.HEADER.option() + "=" + header);
        advice.add(new Advice(TableKey.HEADER, header, "names the columns, since the first row is data"));
    }

    // --- columns ---

    private @Nullable TableFormat documented(SampleTable table, TimeColumns times) {
        // The documentation says commas, and decimals after a point.
        Decimals decimals =
                table.separator() == ',' && options.dialect().decimal().isEmpty()
                        ? Decimals.PLAIN
                        : decimals(table, times);
        if (decimals == null) {
            return null;
        }
        Layout layout = new Layout(
                table.names(),
                times.columns(),
                List.of(table.find(SENSOR_ID)),
                List.of(new ValueColumn(table.find(VALUE), SensorId.of(VALUE))),
                covariates(table),
                true);
        describeDialect(table, decimals);
        if (!times.patterns().get(0).equals(TimePattern.ISO)) {
            notes.add("times are written " + times.patterns().get(0));
        }
        return finished(table, layout, times.patterns().get(0), decimals, options.missing());
    }

    private List<CovariateColumn> covariates(SampleTable table) {
        List<CovariateColumn> covariates = new ArrayList<>();
        for (String name : options.covariates()) {
            int index = table.find(name);
            if (index >= 0) {
                covariates.add(new CovariateColumn(index, name));
            }
        }
        return covariates;
    }

    private @Nullable TableFormat foreign(SampleTable table, TimeColumns times) {
        Decimals decimals = decimals(table, times);
        if (decimals == null) {
            return null;
        }
        List<String> marks = marks(table, times, decimals);
        MissingMarks missing = options.missing().plus(MissingMarks.of(marks));
        Set<Integer> taken = new LinkedHashSet<>(times.columns());
        covariates(table).forEach(covariate -> taken.add(covariate.index()));
        List<Integer> numeric = numeric(table, taken, decimals, missing);
        List<Integer> named = named(table, options.sensor(), TableKey.SENSOR);
        List<String> timeTexts = table.joined(times.columns());
        boolean open = named.isEmpty() && options.columns().stream().allMatch(pattern -> pattern.startsWith("!"));
        SensorColumns sensors = open
                ? SensorColumns.find(table, timeTexts, texts(table, times, numeric), integers(table, numeric, decimals))
                : new SensorColumns(named, false);
        if (sensors.needed()) {
            problems.add("several rows have the same time, and no column tells their sensors apart; name it with "
                    + TableKey.SENSOR.option() + "; found: " + shown(table.names()));
        }
        taken.addAll(sensors.columns());
        List<Integer> values = values(table, times, sensors, taken, numeric, decimals, missing);
        if (open && sensors.columns().isEmpty() && values.size() == 1) {
            sensors = new SensorColumns(constantId(table, values.get(0), taken), false);
            sensors.columns()
                    .forEach(column -> passedOver.removeIf(
                            found -> found.column().equals(table.names().get(column))));
        }
        if (!problems.isEmpty()) {
            return null;
        }
        List<ValueColumn> columns = new ArrayList<>();
        for (int column : values) {
            valueColumn(table, column, sensors).ifPresent(columns::add);
        }
        Layout layout =
                new Layout(table.names(), times.columns(), sensors.columns(), columns, covariates(table), false);
        if (!problems.isEmpty()) {
            return null;
        }
        describe(table, layout, times, decimals, marks);
        return finished(table, layout, times.patterns().get(0), decimals, missing);
    }

    /** A column that names the one sensor of the table in every row. */
    private static List<Integer> constantId(SampleTable table, int value, Set<Integer> taken) {
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

    private Optional<ValueColumn> valueColumn(SampleTable table, int column, SensorColumns sensors) {
        String name = table.names().get(column);
        try {
            return Optional.of(new ValueColumn(column, SensorId.of(name)));
        } catch (IllegalArgumentException e) {
            if (!sensors.columns().isEmpty() && name.isEmpty()) {
                return Optional.of(new ValueColumn(column, SensorId.of(VALUE)));
            }
            problems.add("column " + (column + 1) + " cannot name a sensor: " + e.getMessage());
            return Optional.empty();
        }
    }

    private @Nullable Decimals decimals(SampleTable table, TimeColumns times) {
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
            problems.add("the number " + CsvCells.shortened(evidence.unclearCell())
                    + " can be read with decimals or with thousands set apart; choose with "
                    + TableKey.DECIMAL.option() + "=comma or " + TableKey.DECIMAL.option() + "=point");
        }
        return decided.orElse(null);
    }

    /** The texts in columns of numbers that say that there is no value. */
    private static List<String> marks(SampleTable table, TimeColumns times, Decimals decimals) {
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

    /** The columns of which at least half of the cells with a value are numbers. */
    private List<Integer> numeric(SampleTable table, Set<Integer> taken, Decimals decimals, MissingMarks missing) {
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

    private static List<Integer> texts(SampleTable table, TimeColumns times, List<Integer> numeric) {
        return IntStream.range(0, table.width())
                .filter(column -> !times.columns().contains(column)
                        && !times.others().contains(column)
                        && !numeric.contains(column)
                        && table.column(column).stream().anyMatch(cell -> !cell.isEmpty()))
                .boxed()
                .toList();
    }

    private static List<Integer> integers(SampleTable table, List<Integer> numeric, Decimals decimals) {
        return numeric.stream()
                .filter(column -> table.column(column).stream()
                        .filter(cell -> !cell.isEmpty())
                        .limit(FIRST_ROWS)
                        .allMatch(cell -> decimals.parse(cell) == Math.rint(decimals.parse(cell))))
                .toList();
    }

    private List<Integer> values(
            SampleTable table,
            TimeColumns times,
            SensorColumns sensors,
            Set<Integer> taken,
            List<Integer> numeric,
            Decimals decimals,
            MissingMarks missing) {
        List<String> patterns = options.columns();
        if (!patterns.isEmpty() && patterns.stream().anyMatch(pattern -> !pattern.startsWith("!"))) {
            List<Integer> chosen = chosen(table, patterns, taken);
            if (chosen.isEmpty() && problems.isEmpty()) {
                problems.add(
                        "there is no column of a sensor; found: " + shown(table.names()) + "; expected: " + EXPECTED);
            }
            return chosen;
        }
        List<Integer> left =
                numeric.stream().filter(column -> !taken.contains(column)).toList();
        List<double[]> numbers = numbers(table, left, decimals, missing);
        List<@Nullable LocalDateTime> locals = locals(table, times);
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
        tellPassedOver(table, times, taken, numeric, values);
        if (columns.isEmpty()) {
            problems.add("there is no column of a sensor, that is of numbers; found: " + shown(table.names())
                    + (passedOver.isEmpty()
                            ? ""
                            : "; passed over: "
                                    + passedOver.stream()
                                            .map(column -> column.column() + " (" + column.why() + ")")
                                            .collect(joining(", ")))
                    + "; name columns with " + TableKey.COLUMNS.option());
        } else if (sensors.columns().isEmpty() && patterns.isEmpty()) {
            tellTotals(table, columns, numbers);
        }
        return columns;
    }

    /** The columns that patterns choose; what is not found is a problem. */
    private List<Integer> chosen(SampleTable table, List<String> patterns, Set<Integer> taken) {
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
            problems.add("the header lacks " + String.join(", ", missing) + "; found: " + shown(table.names()));
        }
        return chosen.stream().sorted().toList();
    }

    private static List<double[]> numbers(
            SampleTable table, List<Integer> columns, Decimals decimals, MissingMarks missing) {
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

    private static List<@Nullable LocalDateTime> locals(SampleTable table, TimeColumns times) {
        List<@Nullable LocalDateTime> locals = new ArrayList<>();
        for (String text : table.joined(times.columns())) {
            Stamp stamp = times.patterns().get(0).parse(text);
            locals.add(
                    stamp instanceof Stamp.Local local
                            ? local.time()
                            : stamp instanceof Stamp.At at ? LocalDateTime.ofInstant(at.time(), ZoneOffset.UTC) : null);
        }
        return locals;
    }

    private void tellPassedOver(
            SampleTable table, TimeColumns times, Set<Integer> taken, List<Integer> numeric, ValueColumns values) {
        for (int column = 0; column < table.width(); column++) {
            String name = table.names().get(column);
            if (taken.contains(column)) {
                continue;
            }
            if (times.others().contains(column)) {
                passedOver.add(new PassedOver(name, "a further time"));
            } else if (!numeric.contains(column)) {
                boolean empty = table.column(column).stream().allMatch(String::isEmpty);
                if (!(empty && name.isEmpty())) {
                    passedOver.add(new PassedOver(name, empty ? "empty" : "text"));
                }
            } else {
                values.passedOver().stream()
                        .filter(found -> found.column().equals(name))
                        .forEach(passedOver::add);
            }
        }
    }

    private void tellTotals(SampleTable table, List<Integer> columns, List<double[]> numbers) {
        TotalColumns.Totals found = TotalColumns.find(columns, numbers);
        if (found.totals().isEmpty()) {
            return;
        }
        List<String> names = found.totals().stream().map(table.names()::get).toList();
        lastNotes.add(
                names.size() == 1
                        ? names.get(0) + " is the sum of columns beside it"
                        : names.size() + " columns are sums of columns beside them: " + shown(names));
        TotalColumns.word(found, columns, table.names())
                .ifPresent(word -> advice.add(new Advice(
                        TableKey.COLUMNS,
                        "!*" + word + "*",
                        "reads the " + names.size() + " sums without their parts, whose names hold '" + word + "'")));
    }

    // --- rows ---

    private TableFormat finished(
            SampleTable table, Layout layout, TimePattern pattern, Decimals decimals, MissingMarks missing) {
        Set<String> skip = new LinkedHashSet<>();
        options.skip().forEach(text -> skip.add(text.toLowerCase(Locale.ROOT)));
        boolean documented = layout.valueNeeded();
        RowOrder order = new RowOrder(zone);
        List<String> times = table.joined(layout.time());
        Map<String, Integer> textRows = new TreeMap<>();
        for (int i = 0; i < times.size(); i++) {
            Stamp stamp = pattern.parse(times.get(i));
            if (stamp != null) {
                order.add(sensorOf(table.rows().get(i), layout), stamp);
            } else if (!documented && times.get(i).chars().noneMatch(Character::isDigit)) {
                textRows.merge(times.get(i).toLowerCase(Locale.ROOT), 1, Integer::sum);
            }
        }
        textRows.forEach((text, rows) -> {
            if (skip.add(text)) {
                notes.add(rows + (rows == 1 ? " row" : " rows") + " without a time"
                        + (text.isEmpty() ? "" : " ('" + CsvCells.shortened(text) + "')") + (rows == 1 ? " is" : " are")
                        + " passed over");
            }
        });
        boolean midnight = order.midnightEndsDay();
        if (midnight) {
            notes.add("00:00 is dated with the day that it ends, and is read so");
        }
        if (order.newestFirst()) {
            notes.add("the newest rows stand first");
        }
        Duration before = Duration.ZERO;
        boolean atEnd = options.times().atEnd().orElse(false);
        if (atEnd) {
            Optional<Duration> interval = Optional.ofNullable(order.interval());
            if (interval.isEmpty()) {
                problems.add(TableKey.TIME_MARKS.option() + "=end needs a table whose times are evenly apart");
            }
            before = interval.orElse(Duration.ZERO);
        } else if (options.times().atEnd().isEmpty() && (midnight || writes24(times))) {
            advice.add(new Advice(
                    TableKey.TIME_MARKS,
                    "end",
                    "the day ends with its midnight, so a time seems to be the end of what was measured"));
        }
        TableFormat format = new TableFormat(
                options.dialect().charset(),
                table.separator(),
                decimals,
                table.headerLine(),
                layout,
                new TableFormat.Times(pattern, order.newestFirst(), midnight, before),
                missing,
                skip);
        tryRows(format, documented);
        return format;
    }

    private static boolean writes24(List<String> times) {
        return times.stream().anyMatch(time -> time.contains(" 24:00") || time.contains("T24:00"));
    }

    private static SensorId sensorOf(List<String> row, Layout layout) {
        try {
            return SensorId.of(layout.sensors().isEmpty() ? VALUE : RowReader.joined(row, layout.sensors(), "-"));
        } catch (IllegalArgumentException e) {
            return SensorId.of("?");
        }
    }

    /** Reads the rows that are here: they may all fail for one reason. */
    private void tryRows(TableFormat format, boolean documented) {
        List<Row> rows = new ArrayList<>();
        Map<String, Row.Bad> reasons = new LinkedHashMap<>();
        long[] counts = {0, 0};
        DataProfile read = new DataProfile();
        RowReader reader = new RowReader(format, zone, rows::add);
        long notText = 0;
        for (Sample.Line line : sample.lines()) {
            if (line.number() <= format.headerLine()) {
                continue;
            }
            notText += line.isText() || line.cut() ? 0 : 1;
            reader.read(line.number(), line.bytes(), line.cut());
            for (Row row : rows) {
                if (row instanceof Row.Valid valid) {
                    counts[0]++;
                    read.add(valid.reading());
                } else if (row instanceof Row.Bad bad) {
                    counts[1]++;
                    reasons.putIfAbsent(bad.reason().label(), bad);
                }
            }
            rows.clear();
        }
        profile = read;
        if (notText > 0 && format.charset().isEmpty()) {
            advice.add(new Advice(TableKey.ENCODING, "windows-1252", notText + " of the rows are not UTF-8"));
        }
        Row.Bad first = reasons.values().stream().findFirst().orElse(null);
        if (counts[0] == 0 && first != null && reasons.size() == 1 && (counts[1] >= ALIKE || !documented)) {
            problems.add("all of the first " + counts[1] + " rows fail for the same reason, line " + first.line() + ": "
                    + first.detail());
        } else if (counts[0] == 0 && !documented) {
            problems.add("none of the first " + sample.lines().size() + " rows holds a value"
                    + (first == null ? "" : "; line " + first.line() + ": " + first.detail()));
        }
        suspectedMarks();
    }

    /** Numbers that stand alone so far from the others that they seem to say that there is no value. */
    private void suspectedMarks() {
        Map<Double, List<SuspectedMark>> marks = new TreeMap<>();
        profile.suspects().forEach(mark -> marks.computeIfAbsent(mark.value(), unused -> new ArrayList<>())
                .add(mark));
        if (marks.isEmpty()) {
            return;
        }
        String value = Stream.concat(
                        options.missing().texts().stream(),
                        Stream.concat(options.missing().numbers().stream(), marks.keySet().stream())
                                .map(Inspector::number))
                .distinct()
                .collect(joining(","));
        advice.add(new Advice(
                TableKey.MISSING,
                value,
                marks.entrySet().stream()
                        .map(mark -> number(mark.getKey()) + " seems to mean \"no value\": in "
                                + mark.getValue().stream()
                                        .sorted((a, b) -> Double.compare(b.share(), a.share()))
                                        .limit(SHOWN)
                                        .map(of -> String.format(
                                                Locale.ROOT, "%.1f %% of %s", 100 * of.share(), of.sensor()))
                                        .collect(joining(", "))
                                + (mark.getValue().size() > SHOWN
                                        ? " and of " + (mark.getValue().size() - SHOWN) + " more sensors"
                                        : ""))
                        .collect(joining("; "))));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    // --- words ---

    private void describeDialect(SampleTable table, Decimals decimals) {
        if (table.separator() != ',') {
            notes.add("cells are separated by " + Separators.name(table.separator()));
        }
        if (sample.carriageReturns()) {
            notes.add("lines end with CR alone");
        }
        if (decimals.point() == ',') {
            notes.add("decimals stand after a comma");
        } else if (decimals.grouped()) {
            notes.add("thousands are set apart, decimals stand after a point");
        }
    }

    private void describe(SampleTable table, Layout layout, TimeColumns times, Decimals decimals, List<String> marks) {
        describeDialect(table, decimals);
        notes.add("the time is " + names(table, times.columns()) + ", written "
                + times.patterns().get(0));
        String values = layout.values().size() == 1
                ? table.names().get(layout.values().get(0).index())
                : layout.values().size() + " columns";
        notes.add(
                layout.isWide()
                        ? values + (layout.values().size() == 1 ? " is the sensor" : ", each a sensor")
                        : !layout.sensors().isEmpty() && layout.values().size() == 1
                                ? names(table, layout.sensors()) + " names the sensor, " + values + " holds its value"
                                : names(table, layout.sensors()) + " and the name of the column name the sensor, "
                                        + values + " hold values");
        if (!marks.isEmpty()) {
            notes.add("no value is written " + String.join(", ", marks));
        }
        notes.addAll(lastNotes);
        if (!times.patterns().get(0).hasOffset() && !writesOffsets(table, times)) {
            notes.add("times are local times of " + zone + "; --zone names another");
        }
    }

    private static boolean writesOffsets(SampleTable table, TimeColumns times) {
        return table.joined(times.columns()).stream()
                .limit(FIRST_ROWS)
                .anyMatch(text -> times.patterns().get(0).parse(text) instanceof Stamp.At);
    }

    /** The columns of these names; one that is missing is a problem. */
    private List<Integer> named(SampleTable table, List<String> names, TableKey key) {
        List<Integer> columns = new ArrayList<>();
        for (String name : names) {
            int column = table.find(name);
            if (column < 0) {
                problems.add("the header lacks " + ColumnNames.comparable(name) + ", which " + key.option()
                        + " names; found: " + shown(table.names()));
            } else {
                columns.add(column);
            }
        }
        return columns;
    }

    private static String names(SampleTable table, List<Integer> columns) {
        return columns.stream()
                .map(column -> CsvCells.shortened(table.names().get(column)))
                .collect(joining(" and "));
    }

    private static String example(List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> "'" + CsvCells.shortened(text) + "'")
                .orElse("nothing");
    }

    private static String shown(List<String> names) {
        return VisibleText.shown(CsvCells.shortened(String.join(",", names)));
    }
}
