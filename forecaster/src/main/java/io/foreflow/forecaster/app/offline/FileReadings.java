package io.foreflow.forecaster.app.offline;

import io.foreflow.forecaster.app.terminal.CommandException;
import io.foreflow.ingest.source.CsvLayout;
import io.foreflow.ingest.source.CsvReadings;
import io.foreflow.ingest.source.IncompleteFileException;
import io.foreflow.ingest.source.Row;
import io.foreflow.models.series.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The readings of CSV files.
 *
 * @param readings file by file, in the order of their rows
 * @param rejected a line for each row that is no reading
 */
public record FileReadings(List<Reading> readings, List<String> rejected) {
    public FileReadings {
        readings = List.copyOf(readings);
        rejected = List.copyOf(rejected);
    }

    /**
     * Reads whole files, plain or gzip.
     *
     * @param zone of times without an offset
     * @throws IOException if a file cannot be read
     * @throws CommandException if a file ends in the middle
     */
    public static FileReadings of(List<Path> files, ZoneId zone) throws IOException {
        List<Reading> readings = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (Path file : files) {
            try (CsvReadings source = CsvReadings.open(file, CsvLayout.LONG, zone)) {
                for (Row row = source.next(); row != null; row = source.next()) {
                    if (row instanceof Row.Valid valid) {
                        readings.add(valid.reading());
                    } else if (row instanceof Row.Bad bad) {
                        rejected.add(source.name() + ", line " + bad.line() + ": " + bad.detail());
                    }
                }
            } catch (IncompleteFileException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }
        return new FileReadings(readings, rejected);
    }
}
