package io.foreflow.ingest.table;

import java.util.List;

/** Recognises the documented format: one reading a row, decimals after a point, separated by commas. */
final class Documented {
    static final String SENSOR_ID = "sensor_id";
    static final String TIMESTAMP = "timestamp";
    static final String VALUE = "value";

    private Documented() {}

    /** Returns true for a line that names the columns and separates them by commas. */
    static boolean isHeader(String line) {
        try {
            return CsvCells.split(line).stream()
                    .map(ColumnNames::comparable)
                    .toList()
                    .containsAll(List.of(SENSOR_ID, TIMESTAMP, VALUE));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns true for a table with these columns, if no option asks for another format. */
    static boolean is(SampleTable table, TableOptions options) {
        return table.find(SENSOR_ID) >= 0
                && table.find(TIMESTAMP) >= 0
                && table.find(VALUE) >= 0
                && options.sensor().isEmpty()
                && options.columns().isEmpty()
                && options.times().columns().isEmpty();
    }
}
