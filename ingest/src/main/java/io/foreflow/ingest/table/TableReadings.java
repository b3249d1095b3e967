package io.foreflow.ingest.table;

import io.foreflow.ingest.source.ReadingSource;
import io.foreflow.ingest.source.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The readings of a table, in the order of the file and in constant memory: plain or gzip (detected by its content), in
 * UTF-8 with or without a byte order mark or in another encoding that an option names. Cells may be quoted; a quoted
 * line break is not supported, so that one stray quote costs one row and not the rest of the file.
 *
 * <p>A time without an offset is a local time of the given zone. A local time that the clocks skipped is a bad row,
 * except a midnight, which is the first moment of its day. A local time that occurs twice is resolved by the order of
 * the file, sensor by sensor: in a file that runs forwards the earlier offset until a local time is repeated or steps
 * back, then the later one; in a file that runs backwards the other way round.
 *
 * <p>A local time that occurs once in the file, though the clocks repeat it, counts as the first of the two. Where rows
 * are further apart than the clocks went back (hourly rows on Lord Howe Island, half an hour), that may be the wrong
 * one: write such files with offsets.
 *
 * <p>In a table with several columns of values an empty cell is no reading. In the documented format (sensor_id,
 * timestamp, value) every row must have a value or a covariate. A row with covariates only is an announcement, of any
 * time. An empty cell of a covariate is ignored. If the local time of an announcement occurs twice, it is the first of
 * the two.
 */
public final class TableReadings implements ReadingSource {
    private final Path path;
    private final TableFile file;
    private final RowReader reader;
    private final Deque<Row> ready = new ArrayDeque<>();

    private TableReadings(Path path, TableFile file, TableFormat format, ZoneId zone) {
        this.path = path;
        this.file = file;
        this.reader = new RowReader(format, zone, ready::add);
    }

    /**
     * Opens a table that was inspected.
     *
     * @param zone time zone of times without an offset
     * @throws UnusableFileException if it cannot be read as a table; the message gives the reason and the option that
     *     helps
     */
    public static TableReadings open(Inspection inspection, ZoneId zone) throws UnusableFileException {
        TableFormat format = inspection.requireFormat();
        TableFile file = TableFile.open(inspection.file(), format.charset());
        try {
            while (file.number() < format.headerLine() && file.next() != null) {
                // The inspection has read the lines above the rows.
            }
        } catch (IOException e) {
            throw TableFile.unreadable(inspection.file(), e);
        }
        return new TableReadings(inspection.file(), file, format, zone);
    }

    /**
     * Inspects and opens a table.
     *
     * @param zone time zone of times without an offset
     * @throws UnusableFileException if it cannot be read as a table; the message gives the reason and the option that
     *     helps
     */
    public static TableReadings open(Path file, TableOptions options, ZoneId zone) throws UnusableFileException {
        return open(Inspector.inspect(file, options, zone), zone);
    }

    @Override
    public String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (ready.isEmpty()) {
            byte[] line = file.next();
            if (line == null) {
                return null;
            }
            reader.read(file.number(), line, file.wasCut());
        }
        return ready.poll();
    }

    /** Number of bytes read from the file, compressed ones if it is compressed. */
    @Override
    public long position() {
        return file.position();
    }

    /** The file's length in bytes. */
    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
