package io.foreflow.forecaster.predict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.Picture;
import io.foreflow.models.tabular.Question;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files as questions of the kind that a model answers, one after another: rows of CSV, lines of text or whole texts,
 * pictures. Files whose name ends in {@code .gz} are unpacked.
 */
public final class QuestionFiles {
    /** Maximum size of a picture or whole text, in bytes, and of a line, in characters. */
    static final long MOST_BYTES = 64L << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Number of first bytes that distinguish other files from text. */
    private static final int START = 4;

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final String NUL =
            " holds the character NUL, as UTF-16 and binary files do; save the file as UTF-8 text";

    private final InputSpec input;
    private final boolean whole;
    private final Consumer<String> notes;

    /**
     * @param input input of the model
     * @param whole true if a text file is one text, false if each line is one
     * @param notes takes lines that the user should know
     * @throws CommandException if {@code whole} is set for a model that does not read text
     */
    public QuestionFiles(InputSpec input, boolean whole, Consumer<String> notes) {
        if (whole && !input.kind().equals("text")) {
            throw new CommandException("--whole is for texts, but the model reads " + input.kind() + "; leave it out");
        }
        this.input = input;
        this.whole = whole;
        this.notes = notes;
    }

    /** Takes one question after another. */
    @FunctionalInterface
    public interface Sink {
        void take(QuestionBatch question) throws IOException;
    }

    /**
     * Reads one file, or each file of a folder by name. Files whose names begin with a dot are ignored.
     *
     * @throws CommandException that names file and line if something cannot be a question
     */
    public void read(Path path, String name, Sink sink) throws IOException {
        if (!Files.isDirectory(path)) {
            readFile(path, name, sink);
            return;
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(path)) {
            files = entries.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new CommandException(name + " is an empty folder");
        }
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw new CommandException(name + " holds the folder " + file.getFileName()
                        + "; give folders that hold files only, one by one");
            }
            readFile(file, Path.of(name).resolve(file.getFileName()).toString(), sink);
        }
    }

    private void readFile(Path path, String name, Sink sink) throws IOException {
        try {
            if (input instanceof Picture) {
                sink.take(new QuestionBatch(name, 0, new Question.Image(bytes(path, name))));
            } else if (whole) {
                byte[] bytes = bytes(path, name);
                requireText(Arrays.copyOf(bytes, Math.min(bytes.length, START)), name);
                String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
                if (text.indexOf(0) >= 0) {
                    throw new CommandException(name + NUL);
                }
                sink.take(new QuestionBatch(name, 0, new Question.TextQuestion(text)));
            } else {
                readLines(path, name, sink);
            }
        } catch (CharacterCodingException e) {
            throw new CommandException(name + " is not UTF-8, perhaps Latin-1 or Windows-1252; save it as UTF-8", e);
        } catch (EOFException | ZipException e) {
            throw new CommandException(
                    name + " is damaged or cut off: its compressed data cannot be read to the end", e);
        }
    }

    private void readLines(Path path, String name, Sink sink) throws IOException {
        CsvQuestions csv = input instanceof Columns columns ? new CsvQuestions(columns, name, notes) : null;
        long number = 0;
        long blank = 0;
        boolean any = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(text(path, name), UTF_8.newDecoder()))) {
            for (String line = line(lines, name, 1); line != null; line = line(lines, name, number + 1)) {
                number++;
                if (number == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK) {
                    line = line.substring(1);
                }
                if (line.isBlank()) {
                    blank = blank == 0 ? number : blank;
                    continue;
                }
                if (blank > 0) {
                    throw new CommandException(name + ":" + blank + ": the line is empty");
                }
                Question question = csv == null ? new Question.TextQuestion(line) : csv.next(line, number);
                if (question != null) {
                    any = true;
                    sink.take(new QuestionBatch(name, number, question));
                }
            }
        }
        if (!any) {
            throw new CommandException(name + " holds nothing to answer");
        }
        if (csv != null) {
            csv.end();
        }
    }

    /**
     * Returns the next line without its end; null after the last one. A compressed file may hold any number of
     * characters.
     */
    private static @Nullable String line(BufferedReader lines, String name, long number) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = lines.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n' && next != '\r'; next = lines.read()) {
            if (line.length() == MOST_BYTES) {
                throw new CommandException(name + ":" + number + ": the line has more than " + MOST_BYTES
                        + " characters, which is the limit");
            }
            if (next == 0) {
                throw new CommandException(name + ":" + number + NUL);
            }
            line.append((char) next);
        }
        if (next == '\r') {
            lines.mark(1);
            if (lines.read() != '\n') {
                lines.reset();
            }
        }
        return line.toString();
    }

    /** Opens a file of text. */
    private static InputStream text(Path path, String name) throws IOException {
        InputStream in = new BufferedInputStream(open(path, name));
        try {
            in.mark(START);
            requireText(in.readNBytes(START), name);
            in.reset();
            return in;
        } catch (IOException | CommandException e) {
            in.close();
            throw e;
        }
    }

    /**
     * @throws CommandException if the first bytes of a file are those of UTF-16 or of a zip archive
     */
    private static void requireText(byte[] start, String name) {
        if (start.length >= 2 && (start[0] & start[1] & 0xFE) == 0xFE && start[0] != start[1]) {
            throw new CommandException(name + " is UTF-16; save it as UTF-8");
        }
        if (Arrays.equals(start, ZIP)) {
            throw new CommandException(
                    name + " is a zip archive, as spreadsheets and documents are; save it as CSV or text in UTF-8");
        }
    }

    private static InputStream open(Path path, String name) throws IOException {
        InputStream file = Files.newInputStream(path);
        if (!name.endsWith(".gz")) {
            return file;
        }
        try {
            return new GZIPInputStream(file, 1 << 16);
        } catch (IOException e) {
            file.close();
            throw new CommandException(name + " is not a gzip file: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path path, String name) throws IOException {
        try (InputStream in = open(path, name)) {
            byte[] bytes = in.readNBytes((int) MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new CommandException(name + " has more than " + MOST_BYTES + " bytes, which is the limit");
            }
            return bytes;
        }
    }
}
