package io.foreflow.training.job;

import java.io.IOException;
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

    /** Writes beside the file, and moves what was written into place. */
    public static void write(Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }
}
