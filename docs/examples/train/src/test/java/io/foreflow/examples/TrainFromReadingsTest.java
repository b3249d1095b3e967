package io.foreflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainFromReadingsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldWriteABundle() throws IOException {
        // given
        Path file = directory.resolve("wave.bundle");

        // when
        TrainFromReadings.main(new String[] {file.toString()});

        // then
        TrainedModel model = Bundles.read(Files.readAllBytes(file));
        assertThat(model.ref()).hasToString("wave@1");
        assertThat(model.parameters()).isEqualTo(520);
    }

    @Test
    void shouldBeTheLinesThatTheReadmeShows() throws IOException {
        String lines = method(
                Path.of("src/main/java/io/foreflow/examples/TrainFromReadings.java"),
                "public static void main(String[] arguments)");
        assertThat(Files.readString(Path.of("../README.md"))).contains(lines);
    }

    /** Returns a method of a source file as the README shows it. */
    private static String method(Path source, String signature) throws IOException {
        String text = Files.readString(source);
        int from = text.indexOf("    " + signature);
        return text.substring(from, text.indexOf("\n    }\n", from) + "\n    }".length())
                .stripIndent();
    }
}
