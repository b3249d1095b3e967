package io.foreflow.training.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.data.DatasetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The hourly series of the M4 competition as its organisers publish them: one line a series, its name and then its
 * values, oldest first, without times; shorter lines end in empty cells. Makridakis, Spiliotis and Assimakopoulos, "The
 * M4 Competition: 100,000 time series and 61 forecasting methods", International Journal of Forecasting 36, 2020.
 *
 * @param series series by name, in the order of the file
 */
public record M4Files(Map<SensorId, OneSeries> series) {
    public static final String TRAIN = "Hourly-train.csv";
    public static final String TEST = "Hourly-test.csv";

    /** Number of hours that are forecast. */
    public static final int HORIZON = 48;

    /**
     * @param training the known values
     * @param test the {@value #HORIZON} values after them
     */
    public record OneSeries(Values training, Values test) {}

    /**
     * Reads {@value #TRAIN} and {@value #TEST}.
     *
     * @throws DatasetException if the files are not valid; reports all problems at once
     * @throws IOException if a file is missing or cannot be read
     */
    public static M4Files read(Path folder) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<SensorId, Values> training = lines(folder.resolve(TRAIN), problems);
        Map<SensorId, Values> test = lines(folder.resolve(TEST), problems);
        Map<SensorId, OneSeries> series = new LinkedHashMap<>();
        training.forEach((name, values) -> {
            Values after = test.get(name);
            if (after == null) {
                problems.add(name + " of " + TRAIN + " is not in " + TEST);
            } else if (after.length() != HORIZON) {
                problems.add(name + " of " + TEST + " has " + after.length() + " values instead of " + HORIZON);
            } else {
                series.put(name, new OneSeries(values, after));
            }
        });
        Set<SensorId> known = training.keySet();
        test.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add(name + " of " + TEST + " is not in " + TRAIN));
        if (training.isEmpty()) {
            problems.add(TRAIN + " holds no series");
        }
        if (!problems.isEmpty()) {
            throw new DatasetException(folder + ": " + String.join("; ", problems));
        }
        return new M4Files(series);
    }

    private static Map<SensorId, Values> lines(Path file, List<String> problems) throws IOException {
        Map<SensorId, Values> lines = new LinkedHashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            reader.readLine();
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String place = file.getFileName() + ", line " + number;
                String[] cells = line.replace("\"", "").split(",");
                if (cells.length == 0 || cells[0].isBlank()) {
                    problems.add(place + ": the series has no name");
                    continue;
                }
                Optional<SensorId> name = name(cells[0], place, problems);
                if (name.isPresent() && lines.put(name.get(), values(cells, place, problems)) != null) {
                    problems.add(place + ": " + name.get() + " occurs twice");
                }
            }
        }
        return lines;
    }

    private static Optional<SensorId> name(String cell, String place, List<String> problems) {
        try {
            return Optional.of(SensorId.of(cell));
        } catch (IllegalArgumentException e) {
            problems.add(place + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Values values(String[] cells, String place, List<String> problems) {
        double[] values = new double[cells.length - 1];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = Double.parseDouble(cells[i + 1]);
            } catch (NumberFormatException e) {
                values[i] = Double.POSITIVE_INFINITY;
            }
            if (Double.isInfinite(values[i])) {
                values[i] = Double.NaN;
                problems.add(place + ": value " + (i + 1) + " ('" + cells[i + 1] + "') is not a number");
            }
        }
        return Values.of(values);
    }
}
