package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.source.IncompleteFileException;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first lines of a file.
 *
 * @param lines that are not blank, the first of which stands at the top of the file
 * @param whole whether these are all
 * @param totalLines that are not blank in the whole file, counted or, where that would take long, estimated
 * @param counted whether they were counted
 * @param carriageReturns whether lines end with CR alone
 */
record Sample(List<Line> lines, boolean whole, long totalLines, boolean counted, boolean carriageReturns) {
    private static final int MOST_BYTES = 8 << 20;
    private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)\"?sep=.\"?");
    private static final int MOST_LINES = 100_000;

    /** Files up to this size are counted to their end. */
    private static final long COUNTED_BYTES = 64L << 20;

    private static final long COUNTED_GZIP_BYTES = 8L << 20;

    Sample {
        lines = List.copyOf(lines);
    }

    /**
     * A line as it stands in the file.
     *
     * @param number from 1
     * @param cut whether the line is longer than what is here of it
     */
    record Line(long number, byte[] bytes, boolean cut) {
        /** The line as text; what is not UTF-8 is replaced. */
        String text() {
            return new String(bytes, UTF_8);
        }

        boolean isText() {
            return !cut && Json.isUtf8(bytes);
        }
    }

    /**
     * @throws UnusableFileException if the file cannot be read
     */
    static Sample read(Path path, Optional<Charset> charset) throws UnusableFileException {
        try (TableFile file = TableFile.open(path, charset)) {
            List<Line> lines = new ArrayList<>();
            long bytes = 0;
            byte[] line = null;
            try {
                for (line = file.next(); line != null; line = file.next()) {
                    lines.add(new Line(file.number(), line, file.wasCut()));
                    bytes += line.length;
                    if (bytes > MOST_BYTES || lines.size() >= MOST_LINES) {
                        break;
                    }
                }
            } catch (IncompleteFileException e) {
                // The reading of the rows tells of it, after all that can be read.
                if (lines.size() < 2) {
                    throw e;
                }
                return new Sample(lines, false, lines.size(), false, file.endsLinesWithCarriageReturn());
            }
            boolean whole = line == null;
            boolean counted = whole || file.size() <= (file.isGzip() ? COUNTED_GZIP_BYTES : COUNTED_BYTES);
            long total = whole ? lines.size() : counted ? lines.size() + rest(file) : estimate(file, lines.size());
            return new Sample(lines, whole, total, counted, file.endsLinesWithCarriageReturn());
        } catch (IOException e) {
            throw TableFile.unreadable(path, e);
        }
    }

    /** Without the line with which spreadsheets tell each other the separator, such as {@code sep=;}. */
    Sample withoutSeparatorLine() {
        boolean there =
                !lines.isEmpty() && SEPARATOR_LINE.matcher(lines.get(0).text()).matches();
        return there
                ? new Sample(lines.subList(1, lines.size()), whole, totalLines - 1, counted, carriageReturns)
                : this;
    }

    private static long rest(TableFile file) throws IOException {
        long lines = 0;
        try {
            while (file.next() != null) {
                lines++;
            }
        } catch (IncompleteFileException e) {
            // The reading of the rows tells of it.
            return lines;
        }
        return lines;
    }

    private static long estimate(TableFile file, long lines) {
        return Math.round((double) lines * file.size() / Math.max(1, file.position()));
    }
}
