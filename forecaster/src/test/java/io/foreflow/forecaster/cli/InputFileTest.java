package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldLeaveAFileWhereItIs() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("a.csv"), "x");
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when, then: also a file that does not exist, which the reader reports
        assertThat(InputFile.of(terminal.environment(), Path.of("a.csv"))).isEqualTo(file);
        assertThat(InputFile.of(terminal.environment(), Path.of("b.csv"))).isEqualTo(directory.resolve("b.csv"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldReadAPipeAsItReadsAFile() throws Exception {
        // given: rows that can be read once
        Path pipe = directory.resolve("rows");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        String rows = IntStream.range(0, 400)
                .mapToObj(hour -> "2026-01-%02dT%02d:00:00Z,north,%d\n".formatted(1 + hour / 24, hour % 24, hour % 7))
                .reduce("time,sensor,value\n", String::concat);
        CompletableFuture<Path> written = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.writeString(pipe, rows);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        // when
        TestTerminal terminal = new TestTerminal(directory, Map.of());
        int exitCode = terminal.run("data", "check", "rows");

        // then
        assertThat(written.get()).isEqualTo(pipe);
        assertThat(terminal.err()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(terminal.out()).contains("rows can be read: 400 rows, 1 sensor");
    }
}
