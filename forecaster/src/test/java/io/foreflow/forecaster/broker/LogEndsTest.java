package io.foreflow.forecaster.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogEndsTest {
    private static final String FIRST = "00000000000000000000.log";
    private static final String SECOND = "00000000000000000100.log";
    private static final String THIRD = "00000000000000000200.log";

    @TempDir
    private Path logs;

    @BeforeEach
    void fill() throws IOException {
        write("readings-0", FIRST, 1_000);
        write("readings-0", SECOND, 300);
        write("readings-0", "00000000000000000000.index", 10_000);
        write("__cluster_metadata-0", FIRST, 500);
    }

    @Test
    void shouldCountWhatIsAppendedToSegmentsOldAndNew() throws IOException {
        // given
        LogEnds ends = LogEnds.of(logs);

        // when
        write("readings-0", SECOND, 1_000);
        write("readings-0", THIRD, 40);
        write("scores-1", FIRST, 7);
        write("readings-0", "00000000000000000200.index", 10_000);
        write("__cluster_metadata-0", FIRST, 900);

        // then
        assertThat(ends.grownSince()).isEqualTo(700 + 40 + 7);
    }

    @Test
    void shouldNotCountTheRemovalOfOldSegmentsAsLess() throws IOException {
        // given
        LogEnds ends = LogEnds.of(logs);

        // when
        write("readings-0", FIRST, 200);
        write("readings-0", SECOND, 310);

        // then
        assertThat(ends.grownSince()).isEqualTo(10);

        // when
        Files.delete(logs.resolve("readings-0").resolve(FIRST));
        Files.delete(logs.resolve("readings-0").resolve(SECOND));
        write("readings-0", THIRD, 40);

        // then
        assertThat(ends.grownSince()).isEqualTo(40);
    }

    @Test
    void shouldNotCountATopicThatIsRemoved() throws IOException {
        // given
        LogEnds ends = LogEnds.of(logs);

        // when
        Files.move(logs.resolve("readings-0"), logs.resolve("readings-0.0123456789abcdef-delete"));

        // then
        assertThat(ends.grownSince()).isZero();
    }

    @Test
    void shouldRefuseAFolderThatDoesNotExist() {
        assertThatThrownBy(() -> LogEnds.of(logs.resolve("nowhere"))).isInstanceOf(UncheckedIOException.class);
    }

    private void write(String partition, String file, int bytes) throws IOException {
        Files.createDirectories(logs.resolve(partition));
        Files.write(logs.resolve(partition).resolve(file), new byte[bytes]);
    }
}
