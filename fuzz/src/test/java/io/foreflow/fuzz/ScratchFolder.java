package io.foreflow.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of inputs for readers of files. */
final class ScratchFolder {
    private static final Path FOLDER = create();

    private ScratchFolder() {}

    private static Path create() {
        try {
            Path folder = Files.createTempDirectory("foreflow-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of this name that holds the input, alone in a folder with others of the same reader. */
    static Path file(String folder, String name, byte[] input) throws IOException {
        return Files.write(Files.createDirectories(FOLDER.resolve(folder)).resolve(name), input);
    }
}
