package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.source.IncompleteFileException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file that are not blank, in UTF-8 without a byte order mark. The file is plain or gzip, as its content
 * shows.
 */
final class TableFile implements Closeable {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Path file;
    private final CountingInputStream raw;
    private final long size;
    private final boolean gzip;
    private final Lines lines;
    private boolean begun;

    private TableFile(Path file, CountingInputStream raw, long size, boolean gzip, Lines lines) {
        this.file = file;
        this.raw = raw;
        this.size = size;
        this.gzip = gzip;
        this.lines = lines;
    }

    /**
     * @param charset charset of the file's text. Default: UTF-8.
     * @throws UnusableFileException if it cannot be read
     */
    static TableFile open(Path file, Optional<Charset> charset) throws UnusableFileException {
        if (Files.isDirectory(file)) {
            throw new UnusableFileException(file + " is a folder; name a CSV file, plain or gzip", null);
        }
        CountingInputStream raw = null;
        try {
            long size = Files.size(file);
            raw = new CountingInputStream(Files.newInputStream(file));
            BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
            boolean gzip = isGzip(in);
            InputStream plain = gzip ? new GZIPInputStream(in, 1 << 16) : in;
            InputStream text = charset.filter(other -> !other.equals(UTF_8))
                    .map(other -> (InputStream) new Utf8InputStream(plain, other))
                    .orElse(plain);
            return new TableFile(file, raw, size, gzip, new Lines(text));
        } catch (IOException e) {
            closeAfter(e, raw);
            throw unreadable(file, e);
        }
    }

    /**
     * Returns the next line that is not blank; null after the last one.
     *
     * @throws IncompleteFileException if the file is damaged or cut off
     */
    byte @Nullable [] next() throws IOException {
        try {
            byte[] line = lines.next();
            while (line != null && isBlank(line)) {
                line = lines.next();
            }
            if (line != null && !begun) {
                begun = true;
                return withoutMark(line);
            }
            return line;
        } catch (EOFException | ZipException e) {
            throw new IncompleteFileException(
                    file + " is damaged or cut off: its compressed data ends after line " + lines.number()
                            + "; fetch the file again",
                    lines.number(),
                    e);
        }
    }

    /** The number of the last line that was read, from 1; 0 before the first. */
    long number() {
        return lines.number();
    }

    /** Returns true if the last line that was read was longer than {@link Lines#MAX_LENGTH}. */
    boolean wasCut() {
        return lines.wasCut();
    }

    /** Returns true if lines end with CR alone. */
    boolean endsLinesWithCarriageReturn() {
        return lines.endWithCarriageReturn();
    }

    boolean isGzip() {
        return gzip;
    }

    /** Number of bytes read from the file, compressed ones if it is compressed. */
    long position() {
        return Math.min(raw.count(), size);
    }

    /** The file's length in bytes. */
    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Returns an exception that says in one line why a file cannot be read. */
    static UnusableFileException unreadable(Path file, IOException e) {
        if (e instanceof UnusableFileException unusable) {
            return unusable;
        }
        if (e instanceof NoSuchFileException) {
            return new UnusableFileException(file + " does not exist", e);
        }
        if (e instanceof EOFException || e instanceof ZipException || e instanceof IncompleteFileException) {
            return new UnusableFileException(
                    file + " is damaged or cut off: not one row could be decompressed; fetch the file again", e);
        }
        return new UnusableFileException(file + " cannot be read: " + e, e);
    }

    private static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private static byte[] withoutMark(byte[] line) {
        byte[] text = line;
        while (startsWithMark(text)) {
            text = Arrays.copyOfRange(text, BYTE_ORDER_MARK.length, text.length);
        }
        return text;
    }

    private static boolean startsWithMark(byte[] line) {
        return Arrays.mismatch(line, BYTE_ORDER_MARK) >= BYTE_ORDER_MARK.length || Arrays.equals(line, BYTE_ORDER_MARK);
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
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
}
