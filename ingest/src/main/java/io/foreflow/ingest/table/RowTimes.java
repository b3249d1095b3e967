package io.foreflow.ingest.table;

import io.foreflow.ingest.table.TableFormat.Layout;
import io.foreflow.ingest.table.TableFormat.TimeMeaning;
import io.foreflow.ingest.time.RowOrder;
import io.foreflow.ingest.time.Stamp;
import io.foreflow.ingest.time.TimePattern;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds the meaning of the times of a table from the order of its rows.
 *
 * @param skip texts of time, in lower case, of rows without a reading
 */
record RowTimes(TimeMeaning times, Set<String> skip) {
    private static final Pattern HOUR_24 = Pattern.compile("(^|[ T]|^\\d{8})24([:.h]?00)*$");

    RowTimes {
        skip = Set.copyOf(skip);
    }

    /** Finds out whether rows run backwards, which day a midnight belongs to, and which rows have no reading. */
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
        Optional<TimePattern> midnight = layout.valueNeeded() ? Optional.empty() : midnight(texts, pattern);
        if (midnight.isPresent()) {
            findings.note("a date without a time of day means 00:00");
        }
        Map<String, Integer> withoutTime = new TreeMap<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            Stamp stamp = midnight.isPresent() && pattern.parse(text) == null
                    ? midnight.get().parse(text)
                    : pattern.parse(text);
            if (stamp != null) {
                order.add(sensorOf(table.rows().get(i), layout), stamp);
            } else if (!layout.valueNeeded() && text.chars().noneMatch(Character::isDigit)) {
                withoutTime.merge(text.toLowerCase(Locale.ROOT), 1, Integer::sum);
            }
        }
        int empty = withoutTime.getOrDefault("", 0);
        if (2 * empty > texts.size()) {
            findings.problem(empty + " of the first " + texts.size() + " rows have no time in "
                    + TableWords.names(table, layout.time())
                    + "; fill its cells down to the last row, or name other columns with "
                    + TableKey.TIME.option());
        }
        withoutTime.forEach((text, rows) -> {
            if (skip.add(text)) {
                findings.note(rows + (rows == 1 ? " row" : " rows") + " without a time"
                        + (text.isEmpty() ? "" : " ('" + CsvCells.shortened(text) + "')")
                        + (rows == 1 ? " is" : " are") + " skipped");
            }
        });
        if (order.midnightEndsDay()) {
            findings.note("00:00 carries the date of the day that it ends");
        }
        if (order.newestFirst()) {
            findings.note("the newest rows come first");
        }
        Duration before = before(order, texts, pattern, options, findings);
        return new RowTimes(
                new TimeMeaning(pattern, midnight, order.newestFirst(), order.midnightEndsDay(), before), skip);
    }

    /**
     * Returns the pattern of dates alone, if some occur among times and no time is 00:00: some programs leave it out.
     */
    private static Optional<TimePattern> midnight(List<String> texts, TimePattern pattern) {
        return pattern.date()
                .filter(date -> texts.stream().anyMatch(text -> date.parse(text) != null))
                .filter(date -> texts.stream()
                        .noneMatch(text -> pattern.parse(text) instanceof Stamp.Local local
                                && local.time().toLocalTime().equals(LocalTime.MIDNIGHT)));
    }

    private static Duration before(
            RowOrder order, List<String> texts, TimePattern pattern, TableOptions options, Findings findings) {
        if (options.times().atEnd().isEmpty() && (order.midnightEndsDay() || writes24(texts, pattern))) {
            findings.advise(
                    TableKey.TIME_MARKS,
                    "end",
                    "takes a time for the end of the measured period, since the midnight that ends a day belongs to it");
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

    /** Returns true if the last hour of a day is 24 and times are not intervals: 23:00 - 24:00 begins at 23:00. */
    private static boolean writes24(List<String> texts, TimePattern pattern) {
        return pattern.hasTimeOfDay()
                && !pattern.isInterval()
                && texts.stream()
                        .anyMatch(text -> HOUR_24.matcher(text).find() && pattern.parse(text) instanceof Stamp.Local);
    }

    private static SensorId sensorOf(List<String> row, Layout layout) {
        try {
            return SensorId.of(
                    layout.sensors().isEmpty() ? Documented.VALUE : RowReader.joined(row, layout.sensors(), "-"));
        } catch (IllegalArgumentException e) {
            // Reading the rows reports what is wrong with it; its times count as those of one more sensor.
            return SensorId.of("?");
        }
    }
}
