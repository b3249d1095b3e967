package io.foreflow.forecaster.query;

import java.util.List;
import java.util.SortedSet;

/**
 * Rows about sensors of one instance, from one place on, in the order of the UTF-8 bytes of their ids.
 *
 * @param rows one row for each sensor
 * @param partitions partitions that were read; the page has all of their sensors up to its last row
 * @param more true if this instance has further sensors after the last row
 */
public record SensorPage<R>(List<R> rows, SortedSet<Integer> partitions, boolean more) {
    public SensorPage {
        rows = List.copyOf(rows);
    }
}
