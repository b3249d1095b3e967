package io.foreflow.ingest.table;

import io.foreflow.ingest.time.Stamp;
import io.foreflow.ingest.time.TimePattern;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.models.series.SensorId;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The complete format of a table's rows: every question that {@link TableOptions} may leave open is decided.
 *
 * @param charset empty for UTF-8
 * @param separator separator of cells
 * @param decimals way of writing numbers
 * @param headerLine number of the line that names the columns, from 1; 0 if none does
 * @param layout roles of the columns
 * @param times meaning of the cells of time
 * @param missing cells that mean "no value"
 * @param skip texts of time, in lower case, of rows without a reading
 */
record TableFormat(
        Optional<Charset> charset,
        char separator,
        Decimals decimals,
        long headerLine,
        Layout layout,
        TimeMeaning times,
        MissingMarks missing,
        Set<String> skip) {
    TableFormat {
        skip = Set.copyOf(skip);
    }

    /**
     * The roles of columns, as indices from 0.
     *
     * @param names names of all columns
     * @param time columns whose cells are joined to the time
     * @param sensors columns whose cells are joined to the sensor's id; none where the columns of values name the
     *     sensors
     * @param covariates columns that are read beside each value of the row
     * @param valueNeeded true if a row without a value, and without a covariate, is a bad row
     */
    record Layout(
            List<String> names,
            List<Integer> time,
            List<Integer> sensors,
            List<ValueColumn> values,
            List<CovariateColumn> covariates,
            boolean valueNeeded) {
        Layout {
            names = List.copyOf(names);
            time = List.copyOf(time);
            sensors = List.copyOf(sensors);
            values = List.copyOf(values);
            covariates = List.copyOf(covariates);
        }

        int width() {
            return names.size();
        }

        /** Returns true if each row has at most one reading, which may be an announcement. */
        boolean isSingle() {
            return values.size() == 1 && (!sensors.isEmpty() || !covariates.isEmpty());
        }

        /** Returns true if values of a row belong to sensors that the columns name. */
        boolean isWide() {
            return sensors.isEmpty();
        }
    }

    /**
     * A column of values.
     *
     * @param sensor the sensor that the column's name names, in a wide table; otherwise the name completes an id in the
     *     row
     */
    record ValueColumn(int index, SensorId sensor) {}

    /** A column of numbers beside the value. */
    record CovariateColumn(int index, String name) {}

    /**
     * The meaning of the times.
     *
     * @param newestFirst true if the rows run backwards in time
     * @param midnightEndsDay true if 00:00 is dated with the day that it ends
     * @param midnight pattern of a date alone, where the table leaves out 00:00; empty where it does not
     * @param before the time from the start of the measured period to its stamp; 0 if the stamp is the start
     */
    record TimeMeaning(
            TimePattern pattern,
            Optional<TimePattern> midnight,
            boolean newestFirst,
            boolean midnightEndsDay,
            Duration before) {
        /** Returns the time of a row; null if the text is not a time. */
        @Nullable
        Stamp parse(String text) {
            Stamp stamp = pattern.parse(text);
            return stamp == null && midnight.isPresent() ? midnight.get().parse(text) : stamp;
        }
    }
}
