package io.foreflow.benchmarks;

import io.foreflow.ingest.source.DataFolder;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.models.series.SensorId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Makes hourly sensors from real shapes, any number of them, the same for the same seed. The shapes are the flows of two
 * lanes of the I-880 over a year, the volume of the I-94 over six years, and the speeds of 207 detectors of Los Angeles
 * over a week, which is repeated. Each sensor has one shape from a random week on, moved by up to two hours, with a
 * level, a scale and noise of its own: 3 % of the shape's mean deviation an hour, and a drift that has five times that
 * and forgets half of itself in a day. Gaps of a shape are filled with the same hour of another week.
 */
public final class SyntheticSensors {
    /** First hour of all sensors, a Monday. */
    public static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private static final int WEEK = 168;
    private static final int MAX_PHASE = 2;
    private static final double NOISE = 0.03;
    private static final double DRIFT = 0.15;
    private static final double KEPT = Math.pow(0.5, 1.0 / 24);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final List<String> FILES = List.of(
            "pems_i880_2021/i880_flow_hourly_long.csv.gz",
            "metro_interstate/metro_hourly_long.csv.gz",
            "metr_la_week/los_speed_hourly_long.csv.gz");

    /** Shapes by data set; each begins on a Monday at 00:00 and has whole weeks. */
    private final List<List<double[]>> shapes;

    private final long seed;

    private SyntheticSensors(List<List<double[]>> shapes, long seed) {
        this.shapes = shapes;
        this.seed = seed;
    }

    /** @throws IOException if a data set is not in the data folder */
    public static SyntheticSensors of(long seed) throws IOException {
        List<List<double[]>> shapes = new ArrayList<>();
        for (String file : FILES) {
            Path path = DataFolder.file(file)
                    .filter(Files::exists)
                    .orElseThrow(() -> new IOException(file + " is not in the data folder; FOREFLOW_DATA names it"));
            shapes.add(read(path));
        }
        return new SyntheticSensors(shapes, seed);
    }

    private static List<double[]> read(Path file) throws IOException {
        Map<SensorId, TreeMap<Long, Double>> bySensor = new TreeMap<>();
        try (TableReadings rows = TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                if (row instanceof Row.Valid valid && valid.reading().value() != null) {
                    bySensor.computeIfAbsent(valid.reading().sensor(), sensor -> new TreeMap<>())
                            .put(
                                    Duration.between(START, valid.reading().time())
                                            .toHours(),
                                    valid.reading().value());
                }
            }
        }
        return bySensor.values().stream().map(SyntheticSensors::weeks).toList();
    }

    /** Returns the values from the first Monday on, or, of a shorter series, the hours of its first week in that order. */
    private static double[] weeks(NavigableMap<Long, Double> values) {
        long first = values.firstKey();
        long monday = first + Math.floorMod(-first, WEEK);
        int weeks = (int) ((values.lastKey() + 1 - monday) / WEEK);
        long start = weeks == 0 ? monday - WEEK : monday;
        double[] hourOfWeek = new double[WEEK];
        int[] counts = new int[WEEK];
        values.forEach((hour, value) -> {
            hourOfWeek[Math.floorMod(hour, WEEK)] += value;
            counts[Math.floorMod(hour, WEEK)]++;
        });
        double[] shape = new double[Math.max(1, weeks) * WEEK];
        for (int i = 0; i < shape.length; i++) {
            Double value = values.get(start + i);
            shape[i] = value != null
                    ? value
                    : i >= WEEK && counts[i % WEEK] > 0
                            ? shape[i - WEEK]
                            : hourOfWeek[i % WEEK] / Math.max(1, counts[i % WEEK]);
        }
        return shape;
    }

    /** Returns the id of a sensor, from 0. */
    public static String id(int sensor) {
        return String.format(Locale.ROOT, "sensor-%05d", sensor);
    }

    /** Returns the values of a sensor, one an hour from {@link #START} on; the first ones do not depend on their number. */
    public double[] values(int sensor, int hours) {
        SplittableRandom random = new SplittableRandom(seed + GOLDEN * (sensor + 1L));
        List<double[]> set = shapes.get(random.nextInt(shapes.size()));
        double[] shape = set.get(random.nextInt(set.size()));
        int start = WEEK * random.nextInt(shape.length / WEEK);
        int phase = random.nextInt(2 * MAX_PHASE + 1) - MAX_PHASE;
        double scale = Math.exp(0.7 * gaussian(random));
        double deviation = deviation(shape);
        double level = deviation * Math.abs(gaussian(random));
        double[] values = new double[hours];
        double drift = 0;
        for (int hour = 0; hour < hours; hour++) {
            drift = KEPT * drift + Math.sqrt(1 - KEPT * KEPT) * DRIFT * gaussian(random);
            double real = shape[Math.floorMod(start + phase + hour, shape.length)];
            double noise = deviation * (drift + NOISE * gaussian(random));
            values[hour] = Math.round(1_000 * scale * Math.max(0, level + real + noise)) / 1_000.0;
        }
        return values;
    }

    private static double deviation(double[] shape) {
        double mean = Arrays.stream(shape).average().orElseThrow();
        return Arrays.stream(shape)
                .map(value -> Math.abs(value - mean))
                .average()
                .orElseThrow();
    }

    /** Returns a number of the normal distribution: SplittableRandom of Java 17 has its own, with other digits later. */
    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Writes sensors as a table, hour by hour. */
    public void write(Path file, int sensors, int hours) throws IOException {
        float[][] all = new float[sensors][];
        for (int sensor = 0; sensor < sensors; sensor++) {
            double[] values = values(sensor, hours);
            all[sensor] = new float[hours];
            for (int hour = 0; hour < hours; hour++) {
                all[sensor][hour] = (float) values[hour];
            }
        }
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("sensor_id,timestamp,value\n");
            for (int hour = 0; hour < hours; hour++) {
                String time = START.plus(Duration.ofHours(hour)).toString();
                for (int sensor = 0; sensor < sensors; sensor++) {
                    out.write(id(sensor) + "," + time + "," + all[sensor][hour] + "\n");
                }
            }
        }
    }

    /** Arguments: the file to write, the number of sensors, the number of hours, the seed. */
    public static void main(String[] arguments) throws IOException {
        of(Long.parseLong(arguments[3]))
                .write(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }
}
