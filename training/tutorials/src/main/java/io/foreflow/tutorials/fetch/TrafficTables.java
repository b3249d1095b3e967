package io.foreflow.tutorials.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.training.data.DatasetException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Writes traffic of many forms as hourly readings: lines {@code sensor_id,timestamp,value} under a header, by time and
 * then by sensor,
 * in local time without an offset. Hours that are missing stay missing.
 */
final class TrafficTables {
    private static final String HEADER = "sensor_id,timestamp,value\n";
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final int FIVE_MINUTES_IN_AN_HOUR = 12;
    private static final double THOUSAND = 1000;

    private TrafficTables() {}

    /** Writes vehicles an hour; of an hour's rows, one for each kind of weather, the first. */
    static void metro(List<Path> from, OutputStream content) throws IOException {
        DateTimeFormatter times = DateTimeFormatter.ofPattern("M/d/yy H:mm", Locale.ROOT);
        Map<LocalDateTime, String> hours = new TreeMap<>();
        eachLine(from.get(0), cells -> hours.putIfAbsent(LocalDateTime.parse(cells[0], times), cells[1]));
        writeOne("mn-i94-atr301-wb", hours, content);
    }

    /** Writes vehicles an hour: sums of twelve counts of five minutes; hours with fewer are left out. */
    static void pemsLane(List<Path> from, OutputStream content) throws IOException {
        DateTimeFormatter times = DateTimeFormatter.ofPattern("d/M/yyyy H:mm", Locale.ROOT);
        Map<LocalDateTime, int[]> hours = new TreeMap<>();
        for (Path file : from) {
            eachLine(file, cells -> {
                LocalDateTime time = LocalDateTime.parse(cells[0], times);
                return hours.merge(time.withMinute(0), new int[] {Integer.parseInt(cells[1]), 1}, (a, b) ->
                        new int[] {a[0] + b[0], a[1] + b[1]});
            });
        }
        Map<LocalDateTime, String> whole = new TreeMap<>();
        hours.forEach((hour, sum) -> {
            if (sum[1] == FIVE_MINUTES_IN_AN_HOUR) {
                whole.put(hour, Integer.toString(sum[0]));
            }
        });
        writeOne("pems-lane1", whole, content);
    }

    /** Writes vehicles an hour of two kinds of lanes, to three decimals. */
    static void i880(List<Path> from, OutputStream content) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        eachLine(from.get(0), cells -> {
            String time = LocalDate.parse(cells[0])
                    .atTime(Integer.parseInt(cells[1]), 0)
                    .format(ISO);
            return text.append("i880-hov," + time + "," + rounded(Double.parseDouble(cells[2])) + "\n")
                    .append("i880-ordinary," + time + "," + rounded(Double.parseDouble(cells[3])) + "\n");
        });
        content.write(text.toString().getBytes(UTF_8));
    }

    /**
     * Writes mean speeds of 207 detectors over twelve lines of five minutes, in miles an hour to three decimals; sums
     * are exact.
     */
    static void metrLa(List<Path> from, OutputStream content) throws IOException {
        List<String> lines = Files.readAllLines(from.get(0));
        String[] sensors = lines.get(0).split(",", -1);
        int[] order = IntStream.range(0, sensors.length)
                .boxed()
                .sorted(Comparator.comparing(column -> sensors[column]))
                .mapToInt(Integer::intValue)
                .toArray();
        LocalDateTime first = LocalDateTime.of(2012, 3, 1, 0, 0);
        StringBuilder text = new StringBuilder(HEADER);
        for (int hour = 0; hour < (lines.size() - 1) / FIVE_MINUTES_IN_AN_HOUR; hour++) {
            BigDecimal[] sums = new BigDecimal[sensors.length];
            Arrays.fill(sums, BigDecimal.ZERO);
            for (int i = 0; i < FIVE_MINUTES_IN_AN_HOUR; i++) {
                String[] cells =
                        lines.get(1 + hour * FIVE_MINUTES_IN_AN_HOUR + i).split(",", -1);
                for (int column = 0; column < sums.length; column++) {
                    sums[column] = sums[column].add(new BigDecimal(Double.parseDouble(cells[column])));
                }
            }
            String time = first.plusHours(hour).format(ISO);
            for (int column : order) {
                text.append(sensors[column] + "," + time + ","
                        + rounded(sums[column].doubleValue() / FIVE_MINUTES_IN_AN_HOUR) + "\n");
            }
        }
        content.write(text.toString().getBytes(UTF_8));
    }

    /** Rounds to three decimals, as numpy does. */
    private static String rounded(double value) {
        return Double.toString(Math.rint(value * THOUSAND) / THOUSAND);
    }

    /** Reads the cells of each line but the first. */
    private static void eachLine(Path file, LineReader reader) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (number > 1 && !line.isBlank()) {
                try {
                    reader.read(line.split(",", -1));
                } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                    throw new DatasetException(file + ", line " + number + " is not as expected: " + line, e);
                }
            }
        }
    }

    private interface LineReader {
        Object read(String[] cells);
    }

    private static void writeOne(String sensor, Map<LocalDateTime, String> hours, OutputStream content)
            throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        hours.forEach((hour, value) -> text.append(sensor + "," + hour.format(ISO) + "," + value + "\n"));
        content.write(text.toString().getBytes(UTF_8));
    }
}
