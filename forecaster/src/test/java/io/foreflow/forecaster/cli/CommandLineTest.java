package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "broker",
                "demo",
                "ingest",
                "serve",
                "status",
                "sink",
                "train",
                "retrain",
                "backtest",
                "models",
                "predict",
                "models list",
                "models publish",
                "models promote",
                "models export",
                "topics",
                "topics cat",
                "topics create",
                "bench",
                "recipes",
                "recipes list",
                "recipes show",
                "data",
                "data list",
                "data fetch"
            })
    void shouldExplainEveryCommand(String command) {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run((command + " --help").strip().split(" "));

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out())
                .contains(("Usage: foreflow " + command).strip())
                .contains("--help");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void shouldSayItsVersion() {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("--version");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out()).matches("foreflow \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\\R");
    }

    @Test
    void shouldRefuseNoCommand() {
        assertWrongUsage("a command is missing", "foreflow --help");
    }

    @Test
    void shouldSuggestACommand() {
        assertWrongUsage("'borker'", "foreflow --help", "borker");
    }

    @Test
    void shouldRefuseAnUnknownOption() {
        assertWrongUsage("'--prot=1'", "foreflow broker --help", "broker", "--prot=1");
    }

    @Test
    void shouldRefuseAWrongNumber() {
        assertWrongUsage("'many'", "foreflow broker --help", "broker", "--port", "many");
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        assertWrongUsage(
                "--port (70000) must be from 1 to 65535", "foreflow broker --help", "broker", "--port", "70000");
    }

    @Test
    void shouldRefuseContradictionsOfOptionsForRetraining() {
        assertWrongUsage(
                "--as says nothing without --publish",
                "foreflow train --help",
                "train",
                "--recipe",
                "dense",
                "--as",
                "challenger");
        assertWrongUsage("'none' must be champion or challenger", "foreflow retrain --help", "retrain", "--as", "none");
        assertWrongUsage("'soon' must be a duration", "foreflow retrain --help", "retrain", "--wait", "soon");
        assertWrongUsage("exclude each other", "foreflow retrain --help", "retrain", "--wait", "--behind-ok");
        assertWrongUsage(
                "exclude each other",
                "foreflow models promote --help",
                "models",
                "promote",
                "--behind-ok",
                "--wait",
                "a@1");
        assertWrongUsage("must match", "foreflow retrain --help", "retrain", "No Name");
    }

    @Test
    void shouldRefuseATrainingWithoutARecipe() {
        assertWrongUsage("--recipe", "foreflow train --help", "train");
    }

    @Test
    void shouldRefuseABundleInAFolderThatIsAFileBeforeItTrains() throws IOException {
        // given
        Files.writeString(directory.resolve("taken"), "");
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("train", "--recipe", "dense", "--from", "a.csv", "--out", "taken/a.bundle");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("taken is a file; give another folder with --out");
    }

    @Test
    void shouldRefuseWhatIsNoBundleBeforeItWaitsForABroker() throws IOException {
        // given
        Files.writeString(directory.resolve("note.bundle"), "not a bundle");
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("models", "publish", "note.bundle", "--bootstrap", "localhost:1");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("foreflow train").doesNotContain("broker");
    }

    @Test
    void shouldRefuseForceWhereNothingIsPublished() {
        assertWrongUsage(
                "--force says nothing without --publish",
                "foreflow train --help",
                "train",
                "--recipe",
                "default",
                "--force");
    }

    @Test
    void shouldRefuseAnAliasThatThereIsNot() {
        assertWrongUsage(
                "'emperor' must be champion, challenger or none",
                "foreflow models publish --help",
                "models",
                "publish",
                "a.bundle",
                "--alias",
                "emperor");
    }

    @Test
    void shouldRefuseAPromotionOfWhatIsNoVersion() {
        assertWrongUsage(
                "model (freeway) must be of the form NAME@VERSION",
                "foreflow models promote --help",
                "models",
                "promote",
                "freeway");
        assertWrongUsage(
                "--zone is for files",
                "foreflow models promote --help",
                "models",
                "promote",
                "freeway@1",
                "--zone",
                "UTC");
    }

    @Test
    void shouldRefuseANetworkThatThereIsNot() {
        assertWrongUsage("'transformer'", "foreflow demo --help", "demo", "--network", "transformer");
    }

    @Test
    void shouldRefuseAZoneThatThereIsNot() {
        assertWrongUsage("did you mean DE?", "foreflow demo --help", "demo", "--holidays", "Germany");
        assertWrongUsage(
                "'--zone': 'Mars/Olympus' must be a zone that is known, such as Europe/Berlin or UTC",
                "foreflow demo --help",
                "demo",
                "--zone",
                "Mars/Olympus");
        assertWrongUsage(
                "'--zone': 'not a zone' must be a zone that is known",
                "foreflow ingest --help",
                "ingest",
                "a.csv",
                "--zone",
                "not a zone");
    }

    @Test
    void shouldRefuseAnIngestWithoutFiles() {
        assertWrongUsage("FILE", "foreflow ingest --help", "ingest");
    }

    @Test
    void shouldRefuseASpeedThatIsNone() {
        assertWrongUsage("'fast'", "foreflow ingest --help", "ingest", "a.csv", "--speed", "fast");
    }

    @Test
    void shouldFailInOneLineWhenAPortIsInUse() throws IOException {
        // given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestTerminal terminal = new TestTerminal(directory, Map.of());

            // when
            int exitCode = terminal.run("broker", "--port", Integer.toString(taken.getLocalPort()));

            // then
            assertThat(exitCode).isEqualTo(1);
            assertThat(terminal.err().lines()).hasSize(1);
            assertThat(terminal.err())
                    .startsWith("foreflow: port " + taken.getLocalPort())
                    .contains("--port");
        }
    }

    @Test
    void shouldPrintAStackTraceOnlyWhenAsked() {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("serve", "--config", "missing.yaml", "--debug");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("missing.yaml").contains("\tat io.foreflow");
    }

    @Test
    void shouldTellEveryProblemOfAConfiguration() throws IOException {
        // given
        Files.writeString(directory.resolve("foreflow.yaml"), "windw: {step: 1h}\nhttp: {port: 99999}\n");
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("serve");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err())
                .contains("foreflow.yaml has 2 problems:")
                .contains("unknown key 'windw.step'; did you mean 'window.step'?")
                .contains("http.port (99999) must be")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldRefuseAFileThatIsNotThereBeforeAnythingElse() {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run("ingest", "missing.csv", "--bootstrap", "localhost:1");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("missing.csv").doesNotContain("\tat ");
    }

    private void assertWrongUsage(String problem, String help, String... arguments) {
        // given
        TestTerminal terminal = new TestTerminal(directory, Map.of());

        // when
        int exitCode = terminal.run(arguments);

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines()).hasSize(1);
        assertThat(terminal.err()).startsWith("foreflow: ").contains(problem).contains("Try '" + help + "'.");
    }
}
