package io.foreflow.ingest.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream as bytes, in constant memory. A line ends with LF or CRLF, or with CR where the first {@value #BUFFER} bytes hold
 * no LF.
 */
final class Lines implements Closeable {
    /**
     * Maximum length of a line in bytes. A longer line is cut, so that a rejected row still fits into a Kafka record.
     */
    static final int MAX_LENGTH = 1 << 19;

    private final InputStream in;
    private static final int BUFFER = 1 << 16;

    private final byte[] buffer = new byte[BUFFER];
    private byte ending;
    private int from;
    private int to;
    private byte[] line = new byte[256];
    private int length;
    private long number;
    private boolean cut;

    Lines(InputStream in) {
        this.in = in;
    }

    /**
     * Returns the bytes of the next line without its end; null after the last one. The last line needs no end. If the
     * stream fails, the incomplete line is dropped: a number that was cut off still looks like a number.
     */
    byte @Nullable [] next() throws IOException {
        length = 0;
        cut = false;
        boolean begun = false;
        while (from < to || fill()) {
            begun = true;
            int end = from;
            while (end < to && buffer[end] != ending) {
                end++;
            }
            append(end);
            boolean ended = end < to;
            from = ended ? end + 1 : end;
            if (ended) {
                break;
            }
        }
        if (!begun) {
            return null;
        }
        number++;
        boolean crlf = ending == '\n' && length > 0 && line[length - 1] == '\r';
        return Arrays.copyOf(line, crlf ? length - 1 : length);
    }

    /** The number of the last line that was read, from 1; 0 before the first. */
    long number() {
        return number;
    }

    /** Returns true if the last line that was read was longer than {@link #MAX_LENGTH}. */
    boolean wasCut() {
        return cut;
    }

    private void append(int end) {
        int room = MAX_LENGTH - length;
        int count = Math.min(end - from, room);
        cut |= end - from > room;
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, Math.min(MAX_LENGTH, line.length * 2)));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    /** Returns true if a line ends with CR alone. */
    boolean endWithCarriageReturn() {
        return ending == '\r';
    }

    private boolean fill() throws IOException {
        // Nothing is left if the stream fails, so that no line is read again.
        from = 0;
        to = 0;
        if (ending != 0) {
            to = Math.max(0, in.read(buffer));
            return to > 0;
        }
        for (int read = in.read(buffer); read > 0; read = in.read(buffer, to, BUFFER - to)) {
            to += read;
            if (holds('\n') || to == BUFFER) {
                break;
            }
        }
        ending = (byte) (!holds('\n') && holds('\r') ? '\r' : '\n');
        return to > 0;
    }

    private boolean holds(char c) {
        for (int i = 0; i < to; i++) {
            if (buffer[i] == c) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
