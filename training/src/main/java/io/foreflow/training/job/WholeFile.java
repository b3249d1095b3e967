package io.foreflow.training.job;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Writes files that are there whole or not at all, also if two processes write the same one, or if one of them is
 * killed. A killed process may leave a hidden file that ends in {@code .tmp}.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Writes the content of a file, piece by piece. */
    @FunctionalInterface
    public interface FileContent {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes beside the file, and moves what was written into place. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /**
     * Writes beside the file, and moves what was written into place.
     *
     * @param content writes to an unbuffered stream, which is closed afterwards
     */
    public static void write(Path file, FileContent content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                content.writeTo(out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
