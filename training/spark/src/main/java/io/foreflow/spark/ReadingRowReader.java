package io.foreflow.spark;

import io.foreflow.ingest.wire.TimestampText;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.spark.InputRow.UnusedRow;
import io.foreflow.spark.InputRow.UsedRow;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of a table into readings. A row has the sensor, the time, the value, then a number for each covariate.
 *
 * @param zone zone of times without an offset. A time that occurs twice, when clocks go back, is the first one; a time
 *     that does not exist is moved on by the hour.
 * @param covariates names of the covariates in the order of the columns
 */
record ReadingRowReader(String zone, List<String> covariates) implements Serializable {
    private static final int FIRST_COVARIATE = 3;

    ReadingRowReader {
        covariates = List.copyOf(covariates);
    }

    InputRow read(Row row) {
        try {
            return new UsedRow(reading(row));
        } catch (IllegalArgumentException e) {
            return new UnusedRow(row.mkString("row (", ", ", "): ") + e.getMessage());
        }
    }

    private Reading reading(Row row) {
        Object sensor = row.get(0);
        if (sensor == null) {
            throw new IllegalArgumentException("there is no sensor");
        }
        Map<String, Double> known = new HashMap<>();
        for (int i = 0; i < covariates.size(); i++) {
            Double number = number(row.get(FIRST_COVARIATE + i));
            if (number != null) {
                known.put(covariates.get(i), number);
            }
        }
        return new Reading(SensorId.of(sensor.toString()), time(row.get(1)), number(row.get(2)), known);
    }

    private Instant time(@Nullable Object time) {
        if (time instanceof Instant instant) {
            return TimestampText.inRange(instant, instant.toString());
        }
        if (time instanceof LocalDateTime local) {
            return TimestampText.inRange(local.atZone(ZoneId.of(zone)).toInstant(), local.toString());
        }
        if (time instanceof LocalDate date) {
            return TimestampText.inRange(date.atStartOfDay(ZoneId.of(zone)).toInstant(), date.toString());
        }
        if (time instanceof String text) {
            return time(text.strip());
        }
        throw new IllegalArgumentException("there is no time");
    }

    private Instant time(String text) {
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        try {
            return time(LocalDateTime.parse(iso));
        } catch (DateTimeException e) {
            return TimestampText.parse(iso);
        }
    }

    /** Returns a number; null for none and for NaN. */
    private static @Nullable Double number(@Nullable Object cell) {
        if (cell == null) {
            return null;
        }
        double number;
        if (cell instanceof Number known) {
            number = known.doubleValue();
        } else {
            String text = cell.toString().strip();
            if (text.isEmpty()) {
                return null;
            }
            try {
                number = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is no number", e);
            }
        }
        return Double.isNaN(number) ? null : number;
    }
}
