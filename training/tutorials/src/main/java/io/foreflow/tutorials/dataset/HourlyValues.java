package io.foreflow.tutorials.dataset;

import io.foreflow.training.data.DatasetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** One sensor's hours in local time, those that are missing left out. Immutable. */
public final class HourlyValues {
    private static final String HEADER = "sensor_id,timestamp,value";
    private static final int CELLS = 3;

    private final List<LocalDateTime> times;
    private final double[] values;

    private HourlyValues(List<LocalDateTime> times, double[] values) {
        this.times = List.copyOf(times);
        this.values = values;
    }

    /**
     * Reads a long table, plain or gzip, sorted by time.
     *
     * @param sensor whose rows count
     * @param from the first time that counts, or how it begins, for instance {@code 2015-12}; empty for all
     * @throws DatasetException if the file is missing, holds something else, or nothing of this sensor
     */
    public static HourlyValues read(Path file, String sensor, String from) throws IOException {
        List<LocalDateTime> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        try (BufferedReader reader = DataFiles.reader(file)) {
            if (!HEADER.equals(reader.readLine())) {
                throw new DatasetException(file + ", line 1: the header is not " + HEADER);
            }
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String[] cells = line.split(",", -1);
                if (cells.length != CELLS) {
                    throw new DatasetException(file + ", line " + number + " has not the cells " + HEADER);
                }
                if (!cells[0].equals(sensor) || cells[1].compareTo(from) < 0) {
                    continue;
                }
                try {
                    times.add(LocalDateTime.parse(cells[1]));
                    values.add(Double.parseDouble(cells[2]));
                } catch (DateTimeException | NumberFormatException e) {
                    throw new DatasetException(file + ", line " + number + " is not a local time and a number", e);
                }
            }
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        }
        if (values.isEmpty()) {
            throw new DatasetException(file + " has no hours of the sensor " + sensor);
        }
        return new HourlyValues(
                times, values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Returns the hours, ascending. */
    public List<LocalDateTime> times() {
        return times;
    }

    /** Returns a fresh copy of the hours' values. */
    public double[] values() {
        return values.clone();
    }
}
