package io.foreflow.ingest.source;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.VisibleText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which column holds what, as indices from 0.
 *
 * @param width number of columns
 * @param sensor the sensor's column, -1 in a wide file
 * @param value the value's column, -1 in a wide file
 * @param sensors the sensors' columns of a wide file, in the order of the file
 * @param covariates the further columns of a long file that are read
 */
record CsvHeader(int width, int time, int sensor, int value, List<Column> sensors, List<CovariateColumn> covariates) {
    private static final String SENSOR_ID = "sensor_id";
    private static final String TIMESTAMP = "timestamp";
    private static final String VALUE = "value";
    private static final List<String> WIDE_TIMES = List.of(TIMESTAMP, "time", "datetime", "date_time");

    CsvHeader {
        sensors = List.copyOf(sensors);
        covariates = List.copyOf(covariates);
    }

    boolean isWide() {
        return sensor < 0;
    }

    /** One sensor of a wide file. */
    record Column(int index, SensorId sensor) {}

    /** One covariate of a long file. */
    record CovariateColumn(int index, String name) {}

    /**
     * @throws IllegalArgumentException with what was found and what is expected
     */
    static CsvHeader of(List<String> names, CsvLayout layout) {
        List<String> known = names.stream()
                .map(name -> CsvLayout.comparable(name).toLowerCase(Locale.ROOT))
                .toList();
        Set<String> seen = new HashSet<>();
        for (String name : known) {
            if (!name.isEmpty() && !seen.add(name)) {
                throw wrong("the column " + name + " occurs twice", names, layout);
            }
        }
        return layout.wide() ? wide(names, known, layout) : narrow(names, known, layout);
    }

    /** What a header of this layout looks like. */
    static String expected(CsvLayout layout) {
        return layout.wide()
                ? "with a column timestamp (or time, datetime, date_time) and one column for each sensor"
                : "with the columns sensor_id, timestamp and value";
    }

    private static CsvHeader narrow(List<String> names, List<String> known, CsvLayout layout) {
        List<String> missing = List.of(SENSOR_ID, TIMESTAMP, VALUE).stream()
                .filter(name -> !known.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw wrong("the header lacks " + String.join(", ", missing), names, layout);
        }
        List<CovariateColumn> covariates = new ArrayList<>();
        for (String name : layout.covariates()) {
            int index = known.indexOf(CsvLayout.comparable(name).toLowerCase(Locale.ROOT));
            if (index >= 0) {
                covariates.add(new CovariateColumn(index, name));
            }
        }
        return new CsvHeader(
                names.size(),
                known.indexOf(TIMESTAMP),
                known.indexOf(SENSOR_ID),
                known.indexOf(VALUE),
                List.of(),
                covariates);
    }

    private static CsvHeader wide(List<String> names, List<String> known, CsvLayout layout) {
        int time = WIDE_TIMES.stream()
                .mapToInt(known::indexOf)
                .filter(i -> i >= 0)
                .findFirst()
                .orElseThrow(() -> wrong("the header has no column of times", names, layout));
        List<String> chosen = layout.columns().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        List<String> missing =
                chosen.stream().filter(name -> !known.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw wrong("the header lacks " + String.join(", ", missing), names, layout);
        }
        List<Column> sensors = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (i != time && (chosen.isEmpty() || chosen.contains(known.get(i)))) {
                sensors.add(new Column(i, sensorOf(names, i)));
            }
        }
        if (sensors.isEmpty()) {
            throw wrong("there is no column of a sensor", names, layout);
        }
        return new CsvHeader(names.size(), time, -1, -1, sensors, List.of());
    }

    private static SensorId sensorOf(List<String> names, int index) {
        try {
            return SensorId.of(names.get(index));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("column " + (index + 1) + " cannot name a sensor: " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException wrong(String problem, List<String> found, CsvLayout layout) {
        String advice = layout.wide() ? "" : "; foreflow ingest --columns reads a file with one column for each sensor";
        return new IllegalArgumentException(VisibleText.shown(problem) + "; found: "
                + CsvCells.shortened(String.join(",", found)) + "; expected: a header " + expected(layout)
                + ", separated by commas" + advice);
    }
}
