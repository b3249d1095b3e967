package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.sink.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the shell blocks of the guide, the runbook and the promises of compatibility as a reader would: in their order, in
 * one folder, with one broker and the service that the guide starts. What the terminal shows must be what the page shows.
 */
@Timeout(600)
class DocumentedCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path ROOT =
            Path.of(System.getProperty("foreflow.root", "..")).toAbsolutePath();
    private static final List<String> DOCUMENTS = List.of("docs/guide.md", "docs/runbook.md", "docs/compatibility.md");

    /** Commands that need what a test does not have. Their blocks are marked {@code not-run}, and no others are. */
    private static final Set<String> NOT_RUN =
            Set.of("docker", "kubectl", "systemctl", "kafka-consumer-groups.sh", "kafka-topics.sh", "rm");

    private static final List<String> TOOLS = List.of("bash", "curl", "kcat");
    private static final String MARK = "not-run";

    /** The user and the machine of this test, at the beginning of a column. */
    private static final String AUTHOR = "(?<= )" + Pattern.quote(System.getProperty("user.name")) + "@\\S+";

    @TempDir
    private Path dir;

    private final List<Process> running = new ArrayList<>();
    private Path home;
    private EmbeddedKafka kafka;
    private ForeflowOnPath foreflow;
    private final Map<String, String> transcript = new LinkedHashMap<>();
    private Map<String, String> addresses;
    private Map<String, String> variables;

    @BeforeEach
    void start() throws Exception {
        for (String tool : TOOLS) {
            assumeThat(isInstalled(tool)).as("%s is not installed", tool).isTrue();
        }
        home = Files.createDirectories(dir.resolve("plant"));
        kafka = EmbeddedKafka.in(dir.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
        int port = freePort();
        String jdbc = PostgresServer.shared().newDatabase();
        PostgresServer.execute(
                jdbc, "CREATE USER foreflow PASSWORD 'secret'", "GRANT ALL ON SCHEMA public TO foreflow");
        addresses = Map.of(
                "localhost:9092",
                kafka.bootstrapServers(),
                "127.0.0.1:8080",
                LocalHttp.HOST + ":" + port,
                "jdbc:postgresql://localhost:5432/foreflow",
                jdbc);
        foreflow = new ForeflowOnPath(dir.resolve("bin"), ROOT.resolve("forecaster/src/main/resources/logback.xml"));
        variables = Map.of(
                "PATH",
                foreflow.folder() + File.pathSeparator + System.getenv("PATH"),
                "LC_ALL",
                "C.UTF-8",
                "no_proxy",
                "*",
                "FOREFLOW_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "FOREFLOW_HTTP_PORT",
                Integer.toString(port));
    }

    @AfterEach
    void stop() throws Exception {
        // What the pages should show: copy it from there after a change.
        Files.write(Path.of("target", "documented-commands.txt"), transcript.values());
        for (Process process : running) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        for (Process process : running) {
            process.waitFor(30, TimeUnit.SECONDS);
        }
        if (foreflow != null) {
            foreflow.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void shouldShowWhatTheDocumentsShow() throws Exception {
        // given
        List<ShellBlock> blocks = new ArrayList<>();
        for (String document : DOCUMENTS) {
            blocks.addAll(ShellBlock.of(ROOT, document));
        }
        assertThat(blocks).hasSizeGreaterThan(20);

        // when
        List<String> differences = new ArrayList<>();
        for (ShellBlock block : blocks) {
            if (block.mark().equals(MARK)) {
                assertThat(NOT_RUN).as(block.place()).contains(block.command().split("\\s", 2)[0]);
            } else {
                assertThat(block.mark()).as(block.place()).isEmpty();
                try {
                    run(block);
                } catch (AssertionError | ConditionTimeoutException e) {
                    differences.add(String.valueOf(e.getMessage()));
                }
            }
        }

        // then
        assertThat(differences).isEmpty();
    }

    private void run(ShellBlock block) throws Exception {
        if (block.runsUntilStopped()) {
            start(block);
        } else if (block.readsOnly()) {
            // What a command shows may come a moment after the command before it.
            await().atMost(PATIENCE).pollDelay(Duration.ZERO).untilAsserted(() -> assertShown(block, output(block)));
        } else {
            assertShown(block, output(block));
        }
    }

    private void assertShown(ShellBlock block, String printed) {
        transcript.put(block.place(), "$ " + block.command() + printed + "\n");
        assertThat(TerminalText.missing(block.shown(), printed))
                .as("%s%n%s%nprinted%n%s%nMissing lines", block.place(), block.command(), printed)
                .isEmpty();
    }

    private String output(ShellBlock block) throws Exception {
        Path log = Files.createTempFile(dir, "block", ".log");
        Process process = bash(block, log);
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String printed = asShown(Files.readString(log));
        assertThat(ended).as("%s ends; it printed%n%s", block.place(), printed).isTrue();
        assertThat(process.exitValue())
                .as("exit code of %s%n%s%nprinted%n%s", block.place(), block.command(), printed)
                .isZero();
        return printed;
    }

    /** Returns the text with the names that the documents use. */
    private String asShown(String printed) {
        return printed.replace(home.toString(), "/srv/plant").replaceAll(AUTHOR, "ada@ops-1");
    }

    private void start(ShellBlock block) throws Exception {
        Path log = Files.createTempFile(dir, "block", ".log");
        Process process = bash(block, log);
        running.add(process);
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(process.isAlive())
                        .as("%s runs; it printed%n%s", block.place(), Files.readString(log))
                        .isTrue())
                .untilAsserted(() -> assertShown(block, asShown(Files.readString(log))));
    }

    private Process bash(ShellBlock block, Path log) throws IOException {
        String command = block.command();
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            command = command.replace(address.getKey(), address.getValue());
        }
        ProcessBuilder process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", command);
        process.environment().putAll(variables);
        return process.directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
