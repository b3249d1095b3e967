package io.foreflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ForecastFromBundleTest {
    @Test
    void shouldPrintWhatTheReadmeShows() throws IOException {
        // given
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        // when
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            ForecastFromBundle.main(new String[] {"wave.bundle"});
        } finally {
            System.setOut(out);
        }

        // then
        String said = bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        assertThat(said).startsWith("2026-05-08T00:00:00Z [");
        assertThat(Files.readString(Path.of("../README.md"))).contains(said);
    }

    @Test
    void shouldBeTheLinesThatTheReadmeShows() throws IOException {
        // when
        String lines = method(
                Path.of("src/main/java/io/foreflow/examples/ForecastFromBundle.java"),
                "static void forecast(Path bundle, List<Reading> readings)");

        // then
        assertThat(lines.lines().count()).as("ten lines in a method").isLessThanOrEqualTo(12);
        assertThat(Files.readString(Path.of("../README.md"))).contains(lines);
    }

    /** Returns a method of a source file as the README shows it. */
    private static String method(Path source, String signature) throws IOException {
        String text = Files.readString(source);
        int from = text.indexOf("    " + signature);
        return text.substring(from, text.indexOf("\n    }\n", from) + "\n    }".length())
                .stripIndent();
    }

    @Test
    void shouldHaveNeitherKafkaNorDeeplearning4jOnTheClassPath() {
        for (String name : new String[] {
            "org/apache/kafka/streams/KafkaStreams.class",
            "org/apache/kafka/clients/producer/KafkaProducer.class",
            "org/nd4j/linalg/factory/Nd4j.class"
        }) {
            assertThat(getClass().getClassLoader().getResource(name)).as(name).isNull();
        }
    }
}
