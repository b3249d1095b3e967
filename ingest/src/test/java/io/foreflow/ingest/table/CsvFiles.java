package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.source.ReadingSource;
import io.foreflow.ingest.source.Row;
import io.foreflow.models.series.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Small files for tests, and all rows of one. */
final class CsvFiles {
    private CsvFiles() {}

    static Path write(Path folder, String... lines) throws IOException {
        return Files.write(folder.resolve("flow.csv"), (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    /** These columns are sensors. */
    static TableOptions columns(String... names) {
        return TableOptions.of(Map.of(TableKey.COLUMNS, String.join(",", names)));
    }

    static List<Row> rows(Path file, TableOptions layout, ZoneId zone) throws IOException {
        try (TableReadings csv = TableReadings.open(file, layout, zone)) {
            return rows(csv);
        }
    }

    static List<Row> rows(ReadingSource source) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Row row = source.next(); row != null; row = source.next()) {
            rows.add(row);
        }
        return rows;
    }

    /** All readings; fails when there is a bad row. */
    static List<Reading> readings(List<Row> rows) {
        return rows.stream().map(row -> ((Row.Valid) row).reading()).toList();
    }
}
