package io.foreflow.ingest.table;

import static io.foreflow.ingest.wire.RejectReason.BAD_SENSOR;
import static io.foreflow.ingest.wire.RejectReason.BAD_TIME;
import static io.foreflow.ingest.wire.RejectReason.BAD_VALUE;
import static io.foreflow.ingest.wire.RejectReason.NOT_UTF8;
import static io.foreflow.ingest.wire.RejectReason.RAGGED_ROW;
import static io.foreflow.ingest.wire.RejectReason.RECORD_TOO_LARGE;
import static io.foreflow.ingest.wire.RejectReason.SKIPPED_LOCAL_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.TableFormat.CovariateColumn;
import io.foreflow.ingest.table.TableFormat.Layout;
import io.foreflow.ingest.table.TableFormat.ValueColumn;
import io.foreflow.ingest.time.LocalTimes;
import io.foreflow.ingest.time.Stamp;
import io.foreflow.ingest.time.TimePattern;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.TimestampText;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.Serial;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Converts the lines of a table to readings, one line after another. */
final class RowReader {
    private final TableFormat format;
    private final Layout layout;
    private final LocalTimes localTimes;
    private final Consumer<Row> rows;

    /**
     * @param zone time zone of times without an offset
     * @param rows takes the rows of the lines
     */
    RowReader(TableFormat format, ZoneId zone, Consumer<Row> rows) {
        this.format = format;
        this.layout = format.layout();
        this.localTimes = new LocalTimes(zone, format.times().newestFirst());
        this.rows = rows;
    }

    /**
     * Reads one line below the header.
     *
     * @param number number of the line, from 1
     * @param cut true if the line was longer than these bytes
     */
    void read(long number, byte[] line, boolean cut) {
        try {
            List<String> cells = cells(line, cut);
            String time = time(cells);
            if (isPassedOver(cells, time)) {
                return;
            }
            if (layout.isSingle()) {
                addSingle(layout.isWide() ? layout.values().get(0).sensor() : sensorOf(cells), time, cells);
            } else {
                addWide(number, line, time, cells);
            }
        } catch (BadCell e) {
            addBad(number, line, e);
        }
    }

    private boolean isPassedOver(List<String> cells, String time) {
        return (!format.skip().isEmpty() && format.skip().contains(time.toLowerCase(Locale.ROOT)))
                || (time.isEmpty() && cells.stream().allMatch(String::isEmpty));
    }

    private String time(List<String> cells) {
        List<Integer> columns = layout.time();
        if (columns.size() == 1) {
            return cells.get(columns.get(0));
        }
        return joined(cells, columns, " ");
    }

    /** Joins the cells that are not empty, with a text between them. */
    static String joined(List<String> cells, List<Integer> columns, String between) {
        StringBuilder text = new StringBuilder();
        for (int column : columns) {
            String cell = cells.get(column);
            text.append(text.isEmpty() || cell.isEmpty() ? "" : between).append(cell);
        }
        return text.toString();
    }

    private void addSingle(SensorId sensor, String time, List<String> cells) {
        String value = cells.get(layout.values().get(0).index());
        if (isMissing(value)) {
            if (hasCovariates(cells)) {
                announce(sensor, time, cells);
                return;
            }
            if (!(value.isEmpty() && layout.valueNeeded())) {
                return;
            }
        }
        Instant instant = instantOf(sensor, time);
        double number = numberOf("the value", value);
        rows.accept(new Row.Valid(new Reading(sensor, instant, number, covariates(cells))));
    }

    private void announce(SensorId sensor, String time, List<String> cells) {
        Instant instant = instantOf(time, localTimes::first);
        rows.accept(new Row.Valid(Reading.announcement(sensor, instant, covariates(cells))));
    }

    private boolean hasCovariates(List<String> cells) {
        return layout.covariates().stream().anyMatch(column -> !isMissing(cells.get(column.index())));
    }

    private Map<String, Double> covariates(List<String> cells) {
        if (layout.covariates().isEmpty()) {
            return Map.of();
        }
        Map<String, Double> covariates = new HashMap<>();
        for (CovariateColumn column : layout.covariates()) {
            String cell = cells.get(column.index());
            if (!isMissing(cell)) {
                covariates.put(column.name(), numberOf("the covariate " + column.name(), cell));
            }
        }
        return covariates;
    }

    private void addWide(long number, byte[] line, String time, List<String> cells) {
        String id = layout.isWide() ? "" : sensorOf(cells).value();
        Stamp stamp = null;
        for (ValueColumn column : layout.values()) {
            String value = cells.get(column.index());
            if (isMissing(value)) {
                continue;
            }
            stamp = stamp == null ? stampOf(time) : stamp;
            SensorId sensor = layout.isWide() ? column.sensor() : sensorOf(id + "-" + column.sensor());
            Instant instant = instantOf(stamp, time, local -> localTimes.resolve(sensor, local));
            try {
                double measured = numberOf("the value of " + sensor, value);
                rows.accept(new Row.Valid(new Reading(sensor, instant, measured, covariates(cells))));
            } catch (BadCell e) {
                addBad(number, line, e);
            }
        }
    }

    private boolean isMissing(String cell) {
        if (cell.isEmpty() || format.missing().isEmpty()) {
            return cell.isEmpty();
        }
        double number = format.decimals().parse(cell);
        return Double.isNaN(number)
                ? format.missing().isMissing(cell)
                : format.missing().isMissing(number);
    }

    private void addBad(long number, byte[] line, BadCell problem) {
        rows.accept(new Row.Bad(number, Bytes.wrap(line), problem.reason, problem.detail));
    }

    private List<String> cells(byte[] line, boolean cut) {
        if (cut) {
            throw new BadCell(
                    RECORD_TOO_LARGE, "the row is longer than " + Lines.MAX_LENGTH + " bytes; only these are kept");
        }
        if (!Json.isUtf8(line)) {
            throw new BadCell(
                    NOT_UTF8, "the row is not UTF-8; save the file as UTF-8, or name its encoding with --encoding");
        }
        List<String> cells;
        try {
            cells = CsvCells.split(new String(line, UTF_8), format.separator());
        } catch (IllegalArgumentException e) {
            throw new BadCell(RAGGED_ROW, String.valueOf(e.getMessage()));
        }
        if (cells.size() != layout.width()) {
            throw new BadCell(RAGGED_ROW, "the row has " + cells.size() + " columns, the header has " + layout.width());
        }
        return cells;
    }

    private SensorId sensorOf(List<String> cells) {
        return sensorOf(
                layout.sensors().size() == 1
                        ? cells.get(layout.sensors().get(0))
                        : joined(cells, layout.sensors(), "-"));
    }

    private static SensorId sensorOf(String text) {
        try {
            return SensorId.of(text);
        } catch (IllegalArgumentException e) {
            throw new BadCell(BAD_SENSOR, String.valueOf(e.getMessage()));
        }
    }

    private Instant instantOf(SensorId sensor, String text) {
        return instantOf(text, local -> localTimes.resolve(sensor, local));
    }

    private Instant instantOf(String text, Resolver resolver) {
        return instantOf(stampOf(text), text, resolver);
    }

    private Stamp stampOf(String text) {
        Stamp stamp = format.times().parse(text);
        if (stamp == null) {
            throw new BadCell(
                    BAD_TIME,
                    "the time (" + CsvCells.shortened(text) + ") must be a date and time, "
                            + described(format.times().pattern()));
        }
        return stamp;
    }

    private static String described(TimePattern pattern) {
        return pattern.equals(TimePattern.ISO)
                ? "yyyy-MM-ddTHH:mm[:ss] or yyyy-MM-dd HH:mm[:ss], with or without an offset"
                : "written " + pattern;
    }

    private Instant instantOf(Stamp stamp, String text, Resolver resolver) {
        Instant instant = stamp instanceof Stamp.OneTime at ? at.time() : localInstantOf((Stamp.Local) stamp, resolver);
        try {
            return TimestampText.inRange(instant.minus(format.times().before()), text);
        } catch (IllegalArgumentException e) {
            throw new BadCell(BAD_TIME, String.valueOf(e.getMessage()));
        }
    }

    private Instant localInstantOf(Stamp.Local stamp, Resolver resolver) {
        LocalDateTime local = stamp.time();
        if (format.times().midnightEndsDay() && local.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            local = local.plusDays(1);
        }
        Instant instant = resolver.resolve(local);
        if (instant == null) {
            throw new BadCell(SKIPPED_LOCAL_TIME, localTimes.describeSkip(local));
        }
        return instant;
    }

    private double numberOf(String what, String text) {
        double number = format.decimals().parse(text);
        if (!Double.isFinite(number)) {
            throw new BadCell(
                    BAD_VALUE, what + " (" + CsvCells.shortened(text) + ") must be a finite number such as 1098.5");
        }
        return number;
    }

    /** Places a local time on the time line; returns null if the clocks skipped it. */
    @FunctionalInterface
    private interface Resolver {
        @Nullable
        Instant resolve(LocalDateTime local);
    }

    /** Ends the reading of a row or a cell; carries no stack trace, so that a file full of bad rows stays cheap. */
    private static final class BadCell extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private final RejectReason reason;
        private final String detail;

        BadCell(RejectReason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }
}
