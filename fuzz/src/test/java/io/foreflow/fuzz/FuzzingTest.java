package io.foreflow.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The long run, with the profile {@code fuzz}: each reader under Jazzer, which keeps the inputs that reach new code and goes on from
 * them. It runs in a process of its own with little memory; an input that takes longer than {@link #HANGS_AFTER_SECONDS} is a
 * finding, like one that throws or allocates what is not promised.
 */
@Tag("fuzzing")
class FuzzingTest {
    private static final int HANGS_AFTER_SECONDS = 20;
    private static final int LINES_SHOWN = 60;

    static Stream<Reader> readers() {
        String chosen = System.getProperty("foreflow.fuzz.readers", ".*");
        return Readers.ALL.stream().filter(reader -> reader.name().matches(chosen));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void shouldFindNothing(Reader reader) throws Exception {
        // given
        Path folder = Path.of(System.getProperty("foreflow.fuzz.folder")).resolve(reader.name());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log");
        writeSeeds(reader, corpus);

        // when
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Dforeflow.root=" + Seeds.root(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + OneReader.class.getName(),
                "--target_args=" + reader.name(),
                "--instrumentation_includes=io.foreflow.**:com.fasterxml.**:org.yaml.**:io.jhdf.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + System.getProperty("foreflow.fuzz.seconds", "60"),
                "-timeout=" + HANGS_AFTER_SECONDS,
                "-rss_limit_mb=3000",
                "-max_len=65536",
                corpus.toString()));
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();

        // then
        assertThat(status).as("%s: %s%n%s", reader, folder, end(log)).isZero();
    }

    private static void writeSeeds(Reader reader, Path corpus) throws IOException {
        List<byte[]> inputs = new ArrayList<>(reader.seeds());
        inputs.addAll(Found.of(reader.name()));
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(corpus.resolve(String.format(Locale.ROOT, "seed-%03d", i)), inputs.get(i));
        }
    }

    private static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
