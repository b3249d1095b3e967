package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsCreateCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bad name!", "", ".", "..", "größe", "a/b"})
    void shouldRefuseANameThatKafkaDoesNotTakeBeforeItAsksABroker(String name) {
        // given: no broker
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("topics", "create", name, "--bootstrap", "localhost:1");

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(terminal.err())
                .contains("'" + name + "' must be 1 to 249 letters")
                .doesNotContain("waiting");
    }
}
