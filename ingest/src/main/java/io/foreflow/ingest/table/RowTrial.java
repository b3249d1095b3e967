package io.foreflow.ingest.table;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.foreflow.ingest.quality.DataProfile;
import io.foreflow.ingest.quality.SuspectedMark;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.wire.MissingMarks;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the first rows of a table in the format that was found. */
final class RowTrial {
    /** Minimum number of rows that stop the reading when all of them fail for one reason. */
    private static final int ALIKE = 20;

    private final Sample sample;
    private final TableFormat format;
    private final Findings findings;
    private final DataProfile profile = new DataProfile();
    private final Map<String, Row.Bad> firstBad = new LinkedHashMap<>();
    private long valid;
    private long bad;

    RowTrial(Sample sample, TableFormat format, Findings findings) {
        this.sample = sample;
        this.format = format;
        this.findings = findings;
    }

    /**
     * Reads the rows.
     *
     * @return the profile of their readings
     */
    DataProfile read(ZoneId zone) {
        List<Row> rows = new ArrayList<>();
        RowReader reader = new RowReader(format, zone, rows::add);
        long notText = 0;
        for (Sample.SampleLine line : sample.lines()) {
            if (line.number() > format.headerLine()) {
                notText += line.isText() || line.cut() ? 0 : 1;
                reader.read(line.number(), line.bytes(), line.cut());
                rows.forEach(this::count);
                rows.clear();
            }
        }
        if (notText > 0 && format.charset().isEmpty()) {
            findings.advise(
                    TableKey.ENCODING,
                    "windows-1252",
                    "reads " + (notText == 1 ? "1 row that is" : notText + " rows that are") + " not UTF-8");
        }
        reportFailures();
        return profile;
    }

    private void count(Row row) {
        if (row instanceof Row.Valid reading) {
            valid++;
            profile.add(reading.reading());
        } else if (row instanceof Row.Bad failed) {
            bad++;
            firstBad.putIfAbsent(failed.reason().label(), failed);
        }
    }

    private void reportFailures() {
        if (valid > 0) {
            return;
        }
        boolean documented = format.layout().valueNeeded();
        Row.Bad first = firstBad.values().stream().findFirst().orElse(null);
        if (first != null && firstBad.size() == 1 && (bad >= ALIKE || !documented)) {
            findings.problem("all of the first " + bad + " rows fail for the same reason, line " + first.line() + ": "
                    + first.detail());
        } else if (!documented) {
            findings.problem("none of the first " + sample.lines().size() + " rows holds a value"
                    + (first == null ? "" : "; line " + first.line() + ": " + first.detail()));
        }
    }

    /**
     * Reports numbers that stand alone so far from the others that they seem to mean "no value".
     *
     * @param known marks that people named
     */
    void reportSuspectedMarks(MissingMarks known) {
        Set<Double> marks =
                profile.suspects().stream().map(SuspectedMark::value).collect(toCollection(TreeSet::new));
        if (marks.isEmpty()) {
            return;
        }
        String all = Stream.concat(
                        known.texts().stream(),
                        Stream.concat(known.numbers().stream(), marks.stream()).map(TableWords::number))
                .distinct()
                .collect(joining(","));
        findings.advise(
                TableKey.MISSING,
                all,
                "reads " + marks.stream().map(TableWords::number).collect(joining(" and ")) + " as no value");
    }
}
