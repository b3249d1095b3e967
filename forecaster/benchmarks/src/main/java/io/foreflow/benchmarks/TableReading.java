package io.foreflow.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.Inspector;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.ingest.wire.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads generated tables of ten million values: the documented format, a wide one, and one in a German dialect. It
 * compares the reader with a simple program on Commons CSV and java.time: its parser over the whole file, the time and
 * the numbers of each record parsed, a local time placed in a zone. Prints one JSON object: by table the seconds of
 * processor time of the inspection, of the reading and of the peer, and the ratio of the last two.
 *
 * <p>Arguments: a folder for the tables (1.2 GB), and the number of million values in each.
 */
public final class TableReading {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final LocalDateTime START = LocalDateTime.of(2020, 1, 1, 0, 0);
    private static final DateTimeFormatter GERMAN = DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm");
    private static final int SENSORS = 200;
    private static final int COLUMNS = 50;

    private TableReading() {}

    /** The form of a table. */
    private enum TableForm {
        DOCUMENTED,
        WIDE,
        GERMAN
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int values = Integer.parseInt(arguments[1]) * 1_000_000;
        ObjectNode results = Json.MAPPER.createObjectNode();
        results.put("values", values);
        for (TableForm kind : TableForm.values()) {
            Path file = folder.resolve(kind.name().toLowerCase(Locale.ROOT) + ".csv");
            if (!Files.exists(file)) {
                write(file, kind, values);
            }
            measure(file, kind, results.putObject(String.valueOf(file.getFileName())));
        }
        System.out.println(results.toPrettyString());
    }

    private static void measure(Path file, TableForm kind, ObjectNode node) throws IOException {
        double before = processorSeconds();
        Inspection inspection = Inspector.inspect(file, TableOptions.NONE, ZONE);
        double looked = processorSeconds();
        double sum = 0;
        try (TableReadings rows = TableReadings.open(inspection, ZONE)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                if (row instanceof Row.Valid valid && valid.reading().value() != null) {
                    sum += valid.reading().value();
                }
            }
        }
        double read = processorSeconds();
        double peerSum = peer(file, kind);
        double peer = processorSeconds();
        // The peer moves skipped local times on, which the reader rejects.
        if (Math.abs(sum - peerSum) > 1e-3 * Math.abs(sum)) {
            throw new IllegalStateException(file + ": the two read other values: " + sum + " and " + peerSum);
        }
        node.put("lookSeconds", rounded(looked - before));
        node.put("readSeconds", rounded(read - looked));
        node.put("peerSeconds", rounded(peer - read));
        node.put("timesThePeer", rounded((peer - read) / (read - looked)));
    }

    /** Sums the values that the simple program reads; java.time moves skipped local times on. */
    private static double peer(Path file, TableForm kind) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(kind == TableForm.GERMAN ? ';' : ',')
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        double sum = 0;
        long last = 0;
        try (Reader in = Files.newBufferedReader(file);
                CSVParser records = CSVParser.parse(in, format)) {
            for (CSVRecord record : records) {
                LocalDateTime time =
                        switch (kind) {
                            case DOCUMENTED -> LocalDateTime.parse(record.get(1));
                            case WIDE -> LocalDateTime.parse(record.get(0));
                            case GERMAN -> LocalDateTime.parse(record.get(1) + " " + record.get(2), GERMAN);
                        };
                last = Math.max(last, time.atZone(ZONE).toEpochSecond());
                for (int i = kind == TableForm.WIDE ? 1 : record.size() - 1; i < record.size(); i++) {
                    sum += Double.parseDouble(record.get(i).replace(',', '.'));
                }
            }
        }
        if (last == 0) {
            throw new IllegalStateException(file + " has no row");
        }
        return sum;
    }

    private static void write(Path file, TableForm kind, int values) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            if (kind == TableForm.WIDE) {
                writeWide(out, values / COLUMNS);
                return;
            }
            out.write(kind == TableForm.GERMAN ? "Station;Datum;Zeit;Wert\n" : "sensor_id,timestamp,value\n");
            for (int i = 0; i < values; i++) {
                LocalDateTime time = START.plusMinutes(i / SENSORS * 5L);
                String number = String.valueOf(i * 7_919L % 100_000 / 10.0);
                out.write(
                        kind == TableForm.GERMAN
                                ? "sensor-" + i % SENSORS + ";"
                                        + GERMAN.format(time).replace(' ', ';') + ";" + number.replace('.', ',') + "\n"
                                : "sensor-" + i % SENSORS + "," + time + ":00," + number + "\n");
            }
        }
    }

    private static void writeWide(BufferedWriter out, int rows) throws IOException {
        StringBuilder line = new StringBuilder("timestamp");
        for (int column = 0; column < COLUMNS; column++) {
            line.append(",s").append(column);
        }
        out.write(line + "\n");
        for (int i = 0; i < rows; i++) {
            line.setLength(0);
            line.append(START.plusHours(i));
            for (int column = 0; column < COLUMNS; column++) {
                line.append(',').append((i * 7_919L + column * 31L) % 100_000 / 10.0);
            }
            out.write(line + "\n");
        }
    }

    private static double processorSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    private static double rounded(double number) {
        return Math.round(number * 100) / 100.0;
    }
}
