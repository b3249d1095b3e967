package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.ingest.source.IncompleteFileException;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The readings of files.
 *
 * @param readings readings file by file, in the order of their rows
 * @param rejected a line for each row that is not a reading
 */
public record FileReadings(List<Reading> readings, List<String> rejected) {
    public FileReadings {
        readings = List.copyOf(readings);
        rejected = List.copyOf(rejected);
    }

    /**
     * Reads whole files, plain or gzip.
     *
     * @param options options that say how the files are read; the rest is detected
     * @param zone time zone of times without an offset
     * @param notes takes the lines that people should know of a file
     * @throws IOException if a file cannot be read
     * @throws CommandException if a file ends in the middle
     */
    public static FileReadings of(List<Path> files, TableOptions options, ZoneId zone, Consumer<String> notes)
            throws IOException {
        List<Reading> readings = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        read(files, options, zone, notes, readings::add, rejected::add);
        return new FileReadings(readings, rejected);
    }

    /**
     * Reads whole files without keeping their readings.
     *
     * @param readings takes the readings file by file, in the order of their rows
     * @param rejected takes a line for each row that is not a reading
     * @throws IOException if a file cannot be read
     * @throws CommandException if a file ends in the middle
     */
    public static void read(
            List<Path> files,
            TableOptions options,
            ZoneId zone,
            Consumer<String> notes,
            Consumer<Reading> readings,
            Consumer<String> rejected)
            throws IOException {
        for (Inspection table : ReadingFiles.inspect(files, options, zone, notes)) {
            try (TableReadings source = TableReadings.open(table, zone)) {
                for (Row row = source.next(); row != null; row = source.next()) {
                    if (row instanceof Row.Valid valid) {
                        readings.accept(valid.reading());
                    } else if (row instanceof Row.Bad bad) {
                        rejected.accept(source.name() + ", line " + bad.line() + ": " + bad.detail());
                    }
                }
            } catch (IncompleteFileException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /**
     * Returns the readings from a moment on in the order of their times; equal times keep the order of the files. An
     * announcement may have any time, so it stays behind the reading of its sensor that precedes it in its file.
     */
    public List<Reading> byTime(Instant start) {
        record TimedRow(Instant time, Reading reading) {}
        Map<SensorId, Instant> last = new HashMap<>();
        return readings.stream()
                .map(reading -> {
                    if (!reading.isAnnouncement()) {
                        last.put(reading.sensor(), reading.time());
                    }
                    return new TimedRow(last.getOrDefault(reading.sensor(), Instant.MIN), reading);
                })
                .filter(at -> !at.time().isBefore(start))
                .sorted(Comparator.comparing(TimedRow::time))
                .map(TimedRow::reading)
                .toList();
    }
}
