package io.foreflow.ingest.source;

import static io.foreflow.ingest.wire.RejectReason.BAD_SENSOR;
import static io.foreflow.ingest.wire.RejectReason.BAD_TIME;
import static io.foreflow.ingest.wire.RejectReason.BAD_VALUE;
import static io.foreflow.ingest.wire.RejectReason.NOT_UTF8;
import static io.foreflow.ingest.wire.RejectReason.RAGGED_ROW;
import static io.foreflow.ingest.wire.RejectReason.RECORD_TOO_LARGE;
import static io.foreflow.ingest.wire.RejectReason.SKIPPED_LOCAL_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.Times;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The readings of a CSV file, in the order of the file: plain or gzip (told by its content), UTF-8 with or without a byte order
 * mark, LF or CRLF. Cells may be quoted; a quoted line break is not supported, so that one stray quote costs one row and not the
 * rest of the file.
 *
 * <p>Times are {@code yyyy-MM-ddTHH:mm[:ss]} or with a space for the T. With {@code Z} or an offset they are taken as they are,
 * without one as local times of the given zone. A local time that the clocks skipped is a bad row, except a
 * midnight, which is the first moment of its day. A local time that occurs twice is
 * resolved by the order of the file, sensor by sensor: the earlier offset until a local time is repeated or steps back, then the
 * later one.
 *
 * <p>A local time that is there once is taken for the first of the two. Where rows are further apart than the clocks went back
 * (hourly rows on Lord Howe Island, half an hour), that may be the wrong one: write such files with offsets.
 *
 * <p>In a wide file an empty cell is no reading. In a long file every row must have a value, or else a covariate: such a row is an
 * announcement, of any time. An empty cell of a covariate says nothing. A local time of an announcement that occurs twice is the first
 * of the two.
 */
public final class CsvReadings implements ReadingSource {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final String TIME_FORMATS =
            "yyyy-MM-ddTHH:mm[:ss] or yyyy-MM-dd HH:mm[:ss], with or without an offset";

    private final Path file;
    private final LocalTimes localTimes;
    private final CountingInputStream raw;
    private final long size;
    private final Lines lines;
    private final CsvHeader header;
    private final Deque<Row> ready = new ArrayDeque<>();

    private CsvReadings(
            Path file,
            ZoneId zone,
            CountingInputStream raw,
            long size,
            Lines lines,
            CsvHeader header,
            byte[] firstRow) {
        this.file = file;
        this.localTimes = new LocalTimes(zone);
        this.raw = raw;
        this.size = size;
        this.lines = lines;
        this.header = header;
        addRows(firstRow);
    }

    /**
     * Opens a file and checks that it can be read, has the header of this layout and at least one row.
     *
     * @param zone of times without an offset
     * @throws UnusableFileException if not, with what was found and what is expected
     */
    public static CsvReadings open(Path file, CsvLayout layout, ZoneId zone) throws UnusableFileException {
        if (Files.isDirectory(file)) {
            throw new UnusableFileException(file + " is a folder; name a CSV file, plain or gzip", null);
        }
        CountingInputStream raw = null;
        try {
            long size = Files.size(file);
            raw = new CountingInputStream(Files.newInputStream(file));
            Lines lines = new Lines(decompressed(raw));
            CsvHeader header = header(file, layout, lines);
            byte[] firstRow = nextFilled(lines);
            if (firstRow == null) {
                throw new UnusableFileException(file + " has a header but no row; is it the right file?", null);
            }
            return new CsvReadings(file, zone, raw, size, lines, header, firstRow);
        } catch (IOException e) {
            closeAfter(e, raw);
            throw e instanceof UnusableFileException unusable ? unusable : unreadable(file, e);
        }
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (ready.isEmpty()) {
            byte[] line;
            try {
                line = nextFilled(lines);
            } catch (EOFException | ZipException e) {
                throw new IncompleteFileException(
                        file + " is damaged or cut off: its compressed data ends after line " + lines.number()
                                + "; fetch the file again",
                        lines.number(),
                        e);
            }
            if (line == null) {
                return null;
            }
            addRows(line);
        }
        return ready.poll();
    }

    /** Bytes read from the file, compressed ones if it is compressed. */
    @Override
    public long position() {
        return Math.min(raw.count(), size);
    }

    /** The file's length in bytes. */
    @Override
    public long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static CsvHeader header(Path file, CsvLayout layout, Lines lines) throws IOException {
        byte[] line = nextFilled(lines);
        if (line == null) {
            throw new UnusableFileException(
                    file + " is empty; a header is expected, " + CsvHeader.expected(layout), null);
        }
        byte[] text = line;
        while (startsWithMark(text)) {
            text = Arrays.copyOfRange(text, BYTE_ORDER_MARK.length, text.length);
        }
        if (lines.wasCut() || !Json.isUtf8(text)) {
            throw new UnusableFileException(
                    file + " does not begin with text in UTF-8; a CSV file, plain or gzip, is expected", null);
        }
        try {
            return CsvHeader.of(CsvCells.split(new String(text, UTF_8)), layout);
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException(file + ": " + e.getMessage(), null);
        }
    }

    private static boolean startsWithMark(byte[] line) {
        return Arrays.mismatch(line, BYTE_ORDER_MARK) >= BYTE_ORDER_MARK.length || Arrays.equals(line, BYTE_ORDER_MARK);
    }

    private static byte @Nullable [] nextFilled(Lines lines) throws IOException {
        byte[] line = lines.next();
        while (line != null && isBlank(line)) {
            line = lines.next();
        }
        return line;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private static UnusableFileException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new UnusableFileException(file + " does not exist", e);
        }
        if (e instanceof EOFException || e instanceof ZipException) {
            return new UnusableFileException(
                    file + " is damaged or cut off: not one row could be decompressed; fetch the file again", e);
        }
        return new UnusableFileException(file + " cannot be read: " + e, e);
    }

    private static void closeAfter(IOException problem, @Nullable InputStream in) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                problem.addSuppressed(e);
            }
        }
    }

    private void addRows(byte[] line) {
        try {
            List<String> cells = cells(line);
            String time = cells.get(header.time());
            if (header.isWide()) {
                addWide(line, time, cells);
            } else {
                addLong(sensorOf(cells.get(header.sensor())), time, cells);
            }
        } catch (BadCell e) {
            addBad(line, e);
        }
    }

    private void addLong(SensorId sensor, String time, List<String> cells) {
        String value = cells.get(header.value());
        if (value.isEmpty() && hasCovariates(cells)) {
            Instant instant = instantOf(time, localTimes::first);
            ready.add(new Row.Valid(Reading.announcement(sensor, instant, covariates(cells))));
        } else {
            Instant instant = instantOf(sensor, time);
            double number = numberOf("the value", value);
            ready.add(new Row.Valid(new Reading(sensor, instant, number, covariates(cells))));
        }
    }

    private boolean hasCovariates(List<String> cells) {
        return header.covariates().stream()
                .anyMatch(column -> !cells.get(column.index()).isEmpty());
    }

    private Map<String, Double> covariates(List<String> cells) {
        if (header.covariates().isEmpty()) {
            return Map.of();
        }
        Map<String, Double> covariates = new HashMap<>();
        for (CsvHeader.CovariateColumn column : header.covariates()) {
            String cell = cells.get(column.index());
            if (!cell.isEmpty()) {
                covariates.put(column.name(), numberOf("the covariate " + column.name(), cell));
            }
        }
        return covariates;
    }

    private void addWide(byte[] line, String time, List<String> cells) {
        for (CsvHeader.Column column : header.sensors()) {
            String value = cells.get(column.index());
            if (value.isEmpty()) {
                continue;
            }
            Instant instant = instantOf(column.sensor(), time);
            try {
                ready.add(new Row.Valid(
                        Reading.of(column.sensor(), instant, numberOf("the value of " + column.sensor(), value))));
            } catch (BadCell e) {
                addBad(line, e);
            }
        }
    }

    private void addBad(byte[] line, BadCell problem) {
        ready.add(new Row.Bad(lines.number(), Bytes.wrap(line), problem.reason, problem.detail));
    }

    private List<String> cells(byte[] line) {
        if (lines.wasCut()) {
            throw new BadCell(
                    RECORD_TOO_LARGE, "the row is longer than " + Lines.MAX_LENGTH + " bytes; only these are kept");
        }
        if (!Json.isUtf8(line)) {
            throw new BadCell(NOT_UTF8, "the row is not UTF-8; save the file as UTF-8");
        }
        List<String> cells;
        try {
            cells = CsvCells.split(new String(line, UTF_8));
        } catch (IllegalArgumentException e) {
            throw new BadCell(RAGGED_ROW, String.valueOf(e.getMessage()));
        }
        if (cells.size() != header.width()) {
            throw new BadCell(RAGGED_ROW, "the row has " + cells.size() + " columns, the header has " + header.width());
        }
        return cells;
    }

    private static SensorId sensorOf(String text) {
        try {
            return SensorId.of(text);
        } catch (IllegalArgumentException e) {
            throw new BadCell(BAD_SENSOR, String.valueOf(e.getMessage()));
        }
    }

    private Instant instantOf(SensorId sensor, String text) {
        return instantOf(text, local -> localTimes.resolve(sensor, local));
    }

    private Instant instantOf(String text, Function<LocalDateTime, @Nullable Instant> resolver) {
        String iso = text.replace(' ', 'T');
        try {
            return Times.inRange(hasOffset(iso) ? Times.parse(iso) : localInstantOf(iso, resolver), text);
        } catch (DateTimeException e) {
            throw new BadCell(
                    BAD_TIME, "the time (" + CsvCells.shortened(text) + ") must be a date and time, " + TIME_FORMATS);
        } catch (IllegalArgumentException e) {
            throw new BadCell(BAD_TIME, String.valueOf(e.getMessage()));
        }
    }

    private Instant localInstantOf(String text, Function<LocalDateTime, @Nullable Instant> resolver) {
        LocalDateTime local = LocalDateTime.parse(text);
        Instant instant = resolver.apply(local);
        if (instant == null) {
            throw new BadCell(SKIPPED_LOCAL_TIME, localTimes.describeSkip(local));
        }
        return instant;
    }

    private static boolean hasOffset(String text) {
        return text.length() > 16 && (text.endsWith("Z") || text.indexOf('+', 16) > 0 || text.indexOf('-', 16) > 0);
    }

    private static double numberOf(String what, String text) {
        double number = CsvCells.number(text);
        if (!Double.isFinite(number)) {
            throw new BadCell(
                    BAD_VALUE, what + " (" + CsvCells.shortened(text) + ") must be a finite number such as 1098.5");
        }
        return number;
    }

    /** Leaves the reading of a row or a cell; carries no stack trace, so that a file full of bad rows stays cheap. */
    private static final class BadCell extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private final RejectReason reason;
        private final String detail;

        BadCell(RejectReason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }
}
