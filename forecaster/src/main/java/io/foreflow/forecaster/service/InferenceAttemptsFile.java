package io.foreflow.forecaster.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.foreflow.forecaster.topology.InferenceAttempts;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts at requests in a file of lines, appended before and after each request and read at the next start. The
 * operating system keeps written data when the process dies, so that nothing is forced to the disk; a machine that
 * loses its power may lose some lines.
 *
 * <pre>
 * begin PARTITION OFFSET TIMESTAMP
 * back PARTITION OFFSET
 * end PARTITION OFFSET
 * resume PARTITION OFFSET
 * </pre>
 */
final class InferenceAttemptsFile implements InferenceAttempts, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceAttemptsFile.class);

    /** Maximum size in bytes; a longer file is rewritten with the open attempts only. */
    static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final TreeMap<RequestPosition, Attempts> open = new TreeMap<>();
    private FileOutputStream lines;
    private long length;

    /** The partition and offset of a request. */
    private record RequestPosition(int partition, long offset) implements Comparable<RequestPosition> {
        @Override
        public int compareTo(RequestPosition other) {
            int byPartition = Integer.compare(partition, other.partition);
            return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
        }
    }

    /** The attempts at a request that began and did not end. */
    private record Attempts(long timestamp, int count) {}

    private InferenceAttemptsFile(Path file) throws IOException {
        this.file = file;
        this.lines = rewritten();
    }

    /**
     * Opens a file and continues it. A missing file is an empty one; an unreadable line is skipped, and so is an
     * incomplete last one.
     *
     * @throws UncheckedIOException if the file cannot be read or written
     */
    static InferenceAttemptsFile open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new InferenceAttemptsFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void resume(int partition, long offset) {
        if (forget(partition, offset)) {
            append("resume " + partition + " " + offset + "\n");
        }
    }

    @Override
    public synchronized int begin(int partition, long offset, long timestamp) {
        append(begins(partition, offset, timestamp));
        return count(partition, offset, timestamp) - 1;
    }

    @Override
    public synchronized void takeBack(int partition, long offset) {
        append("back " + partition + " " + offset + "\n");
        uncount(partition, offset);
        shorten();
    }

    @Override
    public synchronized void end(int partition, long offset) {
        append("end " + partition + " " + offset + "\n");
        open.remove(new RequestPosition(partition, offset));
        shorten();
    }

    private void shorten() {
        if (length > MOST_BYTES) {
            try {
                lines.close();
                lines = rewritten();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    /** Returns the number of requests that have an attempt without an end. */
    synchronized int open() {
        return open.size();
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }

    private static String begins(int partition, long offset, long timestamp) {
        return "begin " + partition + " " + offset + " " + timestamp + "\n";
    }

    private int count(int partition, long offset, long timestamp) {
        return open.merge(
                        new RequestPosition(partition, offset),
                        new Attempts(timestamp, 1),
                        (known, one) -> known.timestamp == timestamp ? new Attempts(timestamp, known.count + 1) : one)
                .count;
    }

    private void uncount(int partition, long offset) {
        open.computeIfPresent(
                new RequestPosition(partition, offset),
                (place, known) -> known.count == 1 ? null : new Attempts(known.timestamp, known.count - 1));
    }

    private boolean forget(int partition, long offset) {
        var past = open.subMap(new RequestPosition(partition, Long.MIN_VALUE), new RequestPosition(partition, offset));
        boolean any = !past.isEmpty();
        past.clear();
        return any;
    }

    private void append(String line) {
        try {
            byte[] bytes = line.getBytes(US_ASCII);
            lines.write(bytes);
            length += bytes.length;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException(
                file + " cannot be written, so that no attempt at a request could be counted: " + e.getMessage(), e);
    }

    /** Reads the file and replaces it by the lines that still matter. */
    private FileOutputStream rewritten() throws IOException {
        if (open.isEmpty() && Files.exists(file)) {
            read();
        }
        StringBuilder text = new StringBuilder();
        open.forEach((place, attempts) -> text.append(
                begins(place.partition, place.offset, attempts.timestamp).repeat(attempts.count)));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, US_ASCII);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        length = text.length();
        return new FileOutputStream(file.toFile(), true);
    }

    private void read() throws IOException {
        // The file has short lines; the last one counts only if it is complete.
        String text = new String(Files.readAllBytes(file), ISO_8859_1);
        long unread = text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> !read(line.split(" ", -1)))
                .count();
        if (unread > 0) {
            LOG.warn("{} of the lines of {} cannot be read and are skipped", unread, file);
        }
    }

    private boolean read(String[] words) {
        if (words.length < 3) {
            return false;
        }
        Optional<Long> partition = number(words[1]);
        Optional<Long> offset = number(words[2]);
        if (partition.isEmpty() || offset.isEmpty() || partition.get() > Integer.MAX_VALUE) {
            return false;
        }
        int at = partition.get().intValue();
        switch (words[0]) {
            case "begin" -> {
                Optional<Long> timestamp = words.length == 4 ? number(words[3]) : Optional.empty();
                timestamp.ifPresent(known -> count(at, offset.get(), known));
                return timestamp.isPresent();
            }
            case "back" -> uncount(at, offset.get());
            case "end" -> open.remove(new RequestPosition(at, offset.get()));
            case "resume" -> forget(at, offset.get());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Optional<Long> number(String word) {
        try {
            return Optional.of(Long.parseLong(word));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
