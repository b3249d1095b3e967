package io.foreflow.forecaster.demo;

import io.foreflow.forecaster.offline.ReadingFiles;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.ingest.source.FreewaySimulation;
import io.foreflow.ingest.source.IncompleteFileException;
import io.foreflow.ingest.source.ReadingSource;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.models.series.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Readings in two parts: a model is trained on those before the cut, and forecasts the rest.
 *
 * @param name name of the source
 * @param before rows before the cut, and every row that cannot be used
 * @param after rows at the cut or after it
 * @param cut the time of the reading at 80 % of all readings in order of time
 * @param first time of the first reading
 * @param last time of the last reading
 * @param sensors number of sensors
 */
record Replay(String name, List<Row> before, List<Row> after, Instant cut, Instant first, Instant last, long sensors) {
    private static final double SHARE_BEFORE = 0.8;
    private static final int LEAST_READINGS = 100;

    Replay {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * Returns the readings of a file in order of time; equal times keep the order of the file.
     *
     * @param table options that say how the file is read
     * @param notes takes the lines that people should know of the file
     */
    static Replay ofFile(Path file, TableOptions table, ZoneId zone, Consumer<String> notes) throws IOException {
        List<Row> rows;
        Inspection inspection =
                ReadingFiles.inspect(List.of(file), table, zone, notes).get(0);
        try (TableReadings source = TableReadings.open(inspection, zone)) {
            rows = all(source);
        } catch (IncompleteFileException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing(
                row -> row instanceof Row.Valid valid ? valid.reading().time() : Instant.MIN));
        return of(String.valueOf(file.getFileName()), sorted);
    }

    /** Returns simulated readings as they arrive, some of them late. */
    static Replay ofSimulation(FreewaySimulation simulation) throws IOException {
        try (ReadingSource source = simulation.source()) {
            return of("simulated freeway", all(source));
        }
    }

    private static Replay of(String name, List<Row> rows) {
        List<Reading> byTime = rows.stream()
                .filter(Row.Valid.class::isInstance)
                .map(row -> ((Row.Valid) row).reading())
                .sorted(Comparator.comparing(Reading::time))
                .toList();
        if (byTime.size() < LEAST_READINGS) {
            throw new CommandException(name + " holds " + byTime.size() + " readings; the demo needs " + LEAST_READINGS
                    + " and more, better some months of hourly ones");
        }
        Instant cut = byTime.get((int) (byTime.size() * SHARE_BEFORE)).time();
        List<Row> before = new ArrayList<>();
        List<Row> after = new ArrayList<>();
        for (Row row : rows) {
            boolean late =
                    row instanceof Row.Valid valid && !valid.reading().time().isBefore(cut);
            (late ? after : before).add(row);
        }
        return new Replay(
                name,
                before,
                after,
                cut,
                byTime.get(0).time(),
                byTime.get(byTime.size() - 1).time(),
                byTime.stream().map(Reading::sensor).distinct().count());
    }

    private static List<Row> all(ReadingSource source) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Row row = source.next(); row != null; row = source.next()) {
            rows.add(row);
        }
        return rows;
    }

    int readings() {
        return (int) (before.stream().filter(Row.Valid.class::isInstance).count() + after.size());
    }

    /** Returns a part as a source for publishing. */
    ReadingSource source(List<Row> part) {
        return new ReplayPart(name, part);
    }

    private static final class ReplayPart implements ReadingSource {
        private final String name;
        private final int size;
        private final Iterator<Row> rows;
        private long position;

        ReplayPart(String name, List<Row> rows) {
            this.name = name;
            this.size = rows.size();
            this.rows = rows.iterator();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public @Nullable Row next() {
            if (!rows.hasNext()) {
                return null;
            }
            position++;
            return rows.next();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void close() {}
    }
}
