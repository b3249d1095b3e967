package io.foreflow.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Inputs that once did what is not promised, one folder a reader. */
final class Found {
    static final Path FOLDER = Seeds.root().resolve("fuzz/src/test/resources/found");

    private Found() {}

    static List<byte[]> of(String reader) throws IOException {
        Path folder = FOLDER.resolve(reader);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder).sorted()) {
            for (Path file : files.toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }
}
