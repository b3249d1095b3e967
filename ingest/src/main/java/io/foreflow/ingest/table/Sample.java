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
 * @param lines lines that are not blank, from the top of the file
 * @param later some lines further below, in the order of the file
 * @param whole true if these are all lines
 * @param totalLines number of lines in the whole file that are not blank, counted or, where that would take long,
 *     estimated
 * @param counted true if they were counted
 * @param carriageReturns true if lines end with CR alone
 */
record Sample(
        List<SampleLine> lines,
        List<SampleLine> later,
        boolean whole,
        long totalLines,
        boolean counted,
        boolean carriageReturns) {
    private static final int MOST_BYTES = 2 << 20;
    private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)\"?sep=.\"?");
    private static final int MOST_LINES = 50_000;

    /** Maximum number of later lines in the sample; twice as many are kept before the sample is halved. */
    private static final int MOST_LATER = 1_000;

    private static final long FIRST_STRIDE = 10;

    /** Maximum number of first lines of a file that is not inspected as a whole. */
    static final int LINES_OF_MANY = 10_000;

    private static final int BYTES_OF_MANY = 1 << 19;

    /** Maximum number of bytes behind the first lines that are counted; the lines of a longer file are estimated. */
    static final long MOST_COUNTED_BYTES = 8L << 20;

    Sample {
        lines = List.copyOf(lines);
        later = List.copyOf(later);
    }

    /** One line of the file. */
    static final class SampleLine {
        /** Number from 1. */
        private final long number;

        private final byte[] bytes;
        /** True if the line was longer than these bytes. */
        private final boolean cut;

        SampleLine(long number, byte[] bytes, boolean cut) {
            this.number = number;
            this.bytes = bytes;
            this.cut = cut;
        }

        long number() {
            return number;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean cut() {
            return cut;
        }

        /** Returns the line as text; bytes that are not UTF-8 are replaced. */
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
            List<SampleLine> lines = new ArrayList<>();
            boolean whole = false;
            try {
                whole = readFirst(file, lines);
            } catch (IncompleteFileException e) {
                // Reading the rows meets this error again, after all rows that can be read.
                if (lines.size() < 2) {
                    throw e;
                }
                return new Sample(lines, List.of(), false, lines.size(), false, file.endsLinesWithCarriageReturn());
            }
            if (whole) {
                return new Sample(lines, List.of(), true, lines.size(), true, file.endsLinesWithCarriageReturn());
            }
            List<SampleLine> first = lines.subList(0, Math.min(lines.size(), firstOfMany(lines)));
            LaterLines rest = new LaterLines(file);
            lines.subList(first.size(), lines.size()).forEach(rest::add);
            boolean counted = rest.read();
            long total = counted ? first.size() + rest.count : estimate(file, first.size() + rest.count);
            return new Sample(first, rest.lines, false, total, counted, file.endsLinesWithCarriageReturn());
        } catch (IOException e) {
            throw TableFile.unreadable(path, e);
        }
    }

    /** Reads the first lines. Returns true if these were all lines. */
    private static boolean readFirst(TableFile file, List<SampleLine> lines) throws IOException {
        long bytes = 0;
        for (byte[] line = file.next(); line != null; line = file.next()) {
            lines.add(new SampleLine(file.number(), line, file.wasCut()));
            bytes += line.length;
            if (bytes > MOST_BYTES || lines.size() >= MOST_LINES) {
                return false;
            }
        }
        return true;
    }

    /** Returns the number of lines to inspect in a file that is too long to inspect as a whole. */
    private static int firstOfMany(List<SampleLine> lines) {
        long bytes = 0;
        for (int i = 0; i < lines.size(); i++) {
            bytes += lines.get(i).bytes().length;
            if (bytes > BYTES_OF_MANY) {
                return Math.min(i + 1, LINES_OF_MANY);
            }
        }
        return LINES_OF_MANY;
    }

    /** Counts the lines behind the first ones, and keeps a sample. */
    private static final class LaterLines {
        private final TableFile file;
        private final List<SampleLine> lines = new ArrayList<>();
        private long every = FIRST_STRIDE;
        private long count;

        LaterLines(TableFile file) {
            this.file = file;
        }

        void add(SampleLine line) {
            if (++count % every == 0) {
                keep(line);
            }
        }

        /** Reads later lines. Returns true if the end of the file was reached. */
        boolean read() throws IOException {
            long bytes = 0;
            try {
                for (byte[] line = file.next(); line != null; line = file.next()) {
                    add(new SampleLine(file.number(), line, file.wasCut()));
                    bytes += line.length;
                    if (bytes > MOST_COUNTED_BYTES) {
                        return false;
                    }
                }
            } catch (IncompleteFileException e) {
                // Reading the rows meets this error again.
                return false;
            }
            return true;
        }

        private void keep(SampleLine line) {
            lines.add(line);
            if (lines.size() > 2 * MOST_LATER) {
                // Every second line represents the whole just as well.
                for (int i = lines.size() - 1; i >= 0; i -= 2) {
                    lines.remove(i);
                }
                every *= 2;
            }
        }
    }

    /** Returns the sample without a first line that names the separator for spreadsheets, such as {@code sep=;}. */
    Sample withoutSeparatorLine() {
        boolean isSeparatorLine =
                !lines.isEmpty() && SEPARATOR_LINE.matcher(lines.get(0).text()).matches();
        return isSeparatorLine
                ? new Sample(lines.subList(1, lines.size()), later, whole, totalLines - 1, counted, carriageReturns)
                : this;
    }

    private static long estimate(TableFile file, long lines) {
        return Math.round((double) lines * file.size() / Math.max(1, file.position()));
    }
}
