package io.foreflow.ingest.table;

import io.foreflow.ingest.table.TableFormat.Layout;
import io.foreflow.ingest.table.TableFormat.Times;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The meaning of the times of a table, by the order of its rows.
 *
 * @param skip texts of time, in lower case, of rows without a reading
 */
record RowTimes(Times times, Set<String> skip) {
    RowTimes {
        skip = Set.copyOf(skip);
    }

    /** Finds out whether rows run backwards, which midnight is meant, and which rows have no reading. */
    static RowTimes find(
            SampleTable table,
            Layout layout,
            TimePattern pattern,
            TableOptions options,
            ZoneId zone,
            Findings findings) {
        Set<String> skip = new LinkedHashSet<>();
        options.skip().forEach(text -> skip.add(text.toLowerCase(Locale.ROOT)));
        RowOrder order = new RowOrder(zone);
        List<String> texts = table.joined(layout.time());
        Map<String, Integer> withoutTime = new TreeMap<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            Stamp stamp = pattern.parse(text);
            if (stamp != null) {
                order.add(sensorOf(table.rows().get(i), layout), stamp);
            } else if (!layout.valueNeeded() && text.chars().noneMatch(Character::isDigit)) {
                withoutTime.merge(text.toLowerCase(Locale.ROOT), 1, Integer::sum);
            }
        }
        withoutTime.forEach((text, rows) -> {
            if (skip.add(text)) {
                findings.note(rows + (rows == 1 ? " row" : " rows") + " without a time"
                        + (text.isEmpty() ? "" : " ('" + CsvCells.shortened(text) + "')")
                        + (rows == 1 ? " is" : " are") + " passed over");
            }
        });
        if (order.midnightEndsDay()) {
            findings.note("00:00 is dated with the day that it ends, and is read so");
        }
        if (order.newestFirst()) {
            findings.note("the newest rows stand first");
        }
        Duration before = before(order, texts, options, findings);
        return new RowTimes(new Times(pattern, order.newestFirst(), order.midnightEndsDay(), before), skip);
    }

    private static Duration before(RowOrder order, List<String> texts, TableOptions options, Findings findings) {
        if (options.times().atEnd().isEmpty() && (order.midnightEndsDay() || writes24(texts))) {
            findings.advise(
                    TableKey.TIME_MARKS,
                    "end",
                    "the day ends with its midnight, so a time seems to be the end of what was measured");
        }
        if (!options.times().atEnd().orElse(false)) {
            return Duration.ZERO;
        }
        Duration interval = order.interval();
        if (interval == null) {
            findings.problem(TableKey.TIME_MARKS.option() + "=end needs a table whose times are evenly apart");
            return Duration.ZERO;
        }
        return interval;
    }

    private static boolean writes24(List<String> times) {
        return times.stream().anyMatch(time -> time.contains(" 24:00") || time.contains("T24:00"));
    }

    private static SensorId sensorOf(List<String> row, Layout layout) {
        try {
            return SensorId.of(
                    layout.sensors().isEmpty() ? Documented.VALUE : RowReader.joined(row, layout.sensors(), "-"));
        } catch (IllegalArgumentException e) {
            // The reading of the rows says what is wrong with it; its times count as those of one more sensor.
            return SensorId.of("?");
        }
    }
}
