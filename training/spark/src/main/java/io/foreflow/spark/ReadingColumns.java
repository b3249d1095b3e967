package io.foreflow.spark;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * The columns of a table of readings.
 *
 * @param sensor name of the column with the sensor's id
 * @param time name of the column with the time
 * @param value name of the column with the measured number
 */
record ReadingColumns(String sensor, String time, String value) implements Serializable {
    static final ReadingColumns DEFAULT = new ReadingColumns("sensor", "time", "value");

    ReadingColumns {
        requireNonNull(sensor, "sensor");
        requireNonNull(time, "time");
        requireNonNull(value, "value");
    }
}
