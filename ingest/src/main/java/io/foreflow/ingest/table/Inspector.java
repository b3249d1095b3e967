package io.foreflow.ingest.table;

import io.foreflow.ingest.quality.DataProfile;
import io.foreflow.ingest.table.TableFormat.Layout;
import io.foreflow.ingest.time.Stamp;
import io.foreflow.ingest.time.TimePattern;
import io.foreflow.ingest.wire.MissingMarks;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Inspects the first rows of a table and decides how it is read. Where the rows allow two readings, the inspection has
 * a problem, which names the option that decides.
 */
public final class Inspector {
    private static final int FIRST_ROWS = 1_000;

    private static final Pattern ENDINGS = Pattern.compile("(?i)(\\.(csv|tsv|txt|dat|gz))+$");

    private final Path file;
    private final TableOptions options;
    private final ZoneId zone;
    private final Sample sample;
    private final Findings findings = new Findings();
    private DataProfile profile = new DataProfile();
    private long otherLines;

    private Inspector(Path file, TableOptions options, ZoneId zone, Sample sample) {
        this.file = file;
        this.options = options;
        this.zone = zone;
        this.sample = sample;
    }

    /**
     * @param options options that people gave; they are not questioned
     * @param zone time zone of times without an offset
     * @throws UnusableFileException if the file cannot be read at all: it is missing, empty, a folder, damaged or not
     *     text
     */
    public static Inspection inspect(Path file, TableOptions options, ZoneId zone) throws UnusableFileException {
        Sample sample = Sample.read(file, options.dialect().charset()).withoutSeparatorLine();
        if (sample.lines().isEmpty()) {
            throw new UnusableFileException(file + " is empty; " + TableWords.EXPECTED + " is expected");
        }
        Inspector inspector = new Inspector(file, options, zone, sample);
        if (!Encodings.isUtf8(sample.lines().get(0))) {
            inspector.reportEncoding();
        }
        return inspector.inspect();
    }

    /**
     * Reports the encoding of a file that is not UTF-8.
     *
     * @throws UnusableFileException if the file is not text
     */
    private void reportEncoding() throws UnusableFileException {
        String problem = "does not begin with text in UTF-8; a CSV file, plain or gzip, is expected";
        byte[] bytes = sample.lines().get(0).bytes();
        if (Encodings.isArchive(bytes)) {
            throw new UnusableFileException(
                    file + " " + problem + "; this is a ZIP archive, or a spreadsheet: save the sheet as CSV");
        }
        String encoding = Encodings.guess(bytes).orElse("");
        if (encoding.isEmpty()) {
            throw new UnusableFileException(file + " " + problem);
        }
        findings.problem("it " + problem + "; if it is a table in another encoding, name it, such as "
                + TableKey.ENCODING.option() + "=" + encoding);
        findings.advise(TableKey.ENCODING, encoding, "reads text that is not UTF-8");
    }

    private Inspection inspect() {
        TableFormat format = findings.hasProblems() ? null : find();
        Inspection.Size size = new Inspection.Size(
                Math.max(0, sample.totalLines() - otherLines),
                sample.counted(),
                Math.max(0, sample.lines().size() - otherLines));
        return new Inspection(
                file,
                findings.hasProblems() ? null : format,
                findings.problems(),
                findings.notes(),
                findings.advice(),
                findings.passedOver(),
                size,
                profile);
    }

    private @Nullable TableFormat find() {
        List<String> lines =
                sample.lines().stream().map(Sample.SampleLine::text).toList();
        char separator = options.dialect()
                .separator()
                .orElseGet(() -> Documented.isHeader(lines.get(0)) ? ',' : Separators.find(lines));
        HeaderRow header = HeaderRow.find(sample, separator, options.dialect().header(), findings);
        SampleTable table = header.table();
        otherLines = header.emptyRows() + (table.headerLine() > 0 ? 1 : 0);
        boolean documented = Documented.is(table, options);
        TimeColumns times =
                findings.hasProblems() ? null : new TimeFinder(table, options.times(), findings).find(documented);
        if (times == null || findings.hasProblems()) {
            return null;
        }
        LayoutFinder finder = new LayoutFinder(table, options, times, findings, fileName());
        LayoutFinder.FoundLayout found = documented ? finder.documented() : finder.foreign();
        return found == null ? null : format(table, times, found);
    }

    private String fileName() {
        return ENDINGS.matcher(String.valueOf(file.getFileName())).replaceFirst("");
    }

    private TableFormat format(SampleTable table, TimeColumns times, LayoutFinder.FoundLayout found) {
        TimePattern pattern = times.patterns().get(0);
        describe(table, found, pattern);
        RowTimes rowTimes = RowTimes.find(table, found.layout(), pattern, options, zone, findings);
        TableFormat format = new TableFormat(
                options.dialect().charset(),
                table.separator(),
                found.decimals(),
                table.headerLine(),
                found.layout(),
                rowTimes.times(),
                options.missing().plus(MissingMarks.of(found.marks())),
                rowTimes.skip());
        RowTrial trial = new RowTrial(sample, format, findings);
        profile = trial.read(zone);
        trial.reportSuspectedMarks(options.missing());
        return format;
    }

    private void describe(SampleTable table, LayoutFinder.FoundLayout found, TimePattern pattern) {
        Layout layout = found.layout();
        if (table.separator() != ',') {
            findings.note("cells are separated by " + Separators.name(table.separator()));
        }
        if (sample.carriageReturns()) {
            findings.note("lines end with CR alone");
        }
        if (found.decimals().point() == ',') {
            findings.note("decimals stand after a comma");
        } else if (found.decimals().grouped()) {
            findings.note("thousands are grouped, decimals stand after a point");
        }
        if (!found.marks().isEmpty()) {
            findings.note("missing values are written " + String.join(", ", found.marks()));
        }
        boolean documented = layout.valueNeeded();
        if (!documented || !pattern.equals(TimePattern.ISO)) {
            findings.note("the time is " + TableWords.names(table, layout.time()) + ", written " + pattern);
        }
        if (!documented) {
            findings.note(columns(table, layout));
        }
        if (!documented && !writesOffsets(table, layout, pattern)) {
            findings.note("times are local times of " + zone + "; --zone names another");
        }
    }

    private static String columns(SampleTable table, Layout layout) {
        boolean one = layout.values().size() == 1;
        String values = one
                ? table.names().get(layout.values().get(0).index())
                : layout.values().size() + " columns";
        if (layout.isWide()) {
            return values + (one ? " is the sensor" : ", each a sensor");
        }
        String sensors = TableWords.names(table, layout.sensors());
        return one
                ? sensors + " names the sensor, " + values + " holds its value"
                : sensors + " and the name of the column name the sensor, " + values + " hold values";
    }

    private static boolean writesOffsets(SampleTable table, Layout layout, TimePattern pattern) {
        return table.joined(layout.time()).stream()
                .limit(FIRST_ROWS)
                .anyMatch(text -> pattern.parse(text) instanceof Stamp.OneTime);
    }
}
