package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.terminal.Environment;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that a command reads. Commands read the first rows twice; what can be read only once (a pipe, a terminal,
 * standard input) is copied into a temporary file, which ends with the process.
 */
final class InputFile {
    private static final String STANDARD_INPUT = "-";

    private InputFile() {}

    /**
     * Returns the file to read.
     *
     * @param given the path that the user wrote; {@code -} is standard input
     * @throws IOException if a pipe cannot be copied
     */
    static Path of(Environment environment, Path given) throws IOException {
        if (given.toString().equals(STANDARD_INPUT)) {
            return copied(System.in, Path.of("stdin"));
        }
        Path file = environment.directory().resolve(given);
        if (!Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file)) {
            return file;
        }
        // Not a channel: that of a pipe refuses to say how much is available.
        try (InputStream pipe = new FileInputStream(file.toFile())) {
            return copied(pipe, file.getFileName());
        }
    }

    /** Returns true if there is something to read. */
    static boolean exists(Environment environment, Path given) {
        return given.toString().equals(STANDARD_INPUT)
                || Files.exists(environment.directory().resolve(given));
    }

    /** Keeps the name, which messages show. */
    private static Path copied(InputStream in, Path name) throws IOException {
        Path folder = Files.createTempDirectory("foreflow-input-");
        Path copy = folder.resolve(name);
        // Deleted in the reverse order.
        for (Path temporary : new Path[] {folder, copy}) {
            File deleted = temporary.toFile();
            deleted.deleteOnExit();
        }
        Files.copy(in, copy);
        return copy;
    }
}
