package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.sink.PostgresServer;
import io.foreflow.forecaster.sink.SinkTopics;
import io.foreflow.ingest.wire.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class SinkCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NOON = Instant.parse("2026-06-10T12:00:00Z");

    @TempDir
    private Path directory;

    private PostgresServer server;
    private EmbeddedKafka kafka;

    @BeforeAll
    void start(@TempDir Path broker) {
        server = PostgresServer.shared();
        kafka = EmbeddedKafka.in(broker, EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterAll
    void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void shouldCopyOnceAndSayHowMuch() throws Exception {
        // given
        String jdbc = server.newDatabase();
        Path password = Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD + "\n");
        try (SinkTopics topics = new SinkTopics(kafka.bootstrapServers(), "once")) {
            topics.sendHours(1, NOON, 2);
        }

        // when
        TestTerminal first = run(0, "once", "--once", "--json", "--jdbc", jdbc, "--password-file", password.toString());
        TestTerminal second = run(0, "once", "--once", "--jdbc", jdbc, "--password-file", password.toString());

        // then
        JsonNode said = Json.object(first.out().getBytes(UTF_8));
        assertThat(said.path("rows").toString()).isEqualTo("{\"actual\":2,\"forecast\":48,\"score\":48}");
        assertThat(said.path("rejected").asInt()).isZero();
        assertThat(said.has("seconds")).isTrue();
        assertThat(second.out()).contains("Copied in", "0 rejected");
    }

    @Test
    void shouldFollowAndShowItsStateUntilCtrlC() throws Exception {
        // given
        String jdbc = server.newDatabase();
        int port = freePort();
        TestTerminal terminal = terminal("follow", Map.of("PGPASSWORD", PostgresServer.PASSWORD));
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(() -> {
            int code = terminal.run(arguments("--jdbc", jdbc, "--port", Integer.toString(port)));
            terminal.environment().interruption().ended(code);
            return code;
        });

        // when
        try (SinkTopics topics = new SinkTopics(kafka.bootstrapServers(), "follow")) {
            topics.sendHours(1, NOON, 1);
        }

        // then
        await().atMost(PATIENCE).ignoreExceptions().until(() -> LocalHttp.get(port, "/metrics")
                .body()
                .contains("foreflow_sink_rows_total{application=\"foreflow\",table=\"actual\"} 1.0"));
        assertThat(LocalHttp.get(port, "/readyz").body()).contains("\"ready\":true");
        assertThat(LocalHttp.get(port, "/livez").body()).contains("\"live\":true");
        assertThat(LocalHttp.get(port, "/metrics").body())
                .contains("foreflow_sink_rows_total{application=\"foreflow\",table=\"forecast\"} 24.0")
                .contains("foreflow_sink_behind{application=\"foreflow\"} 0.0")
                .contains("foreflow_sink_last_error_timestamp_seconds{application=\"foreflow\"} 0.0")
                .contains("foreflow_build_info");

        // when
        terminal.environment().interruption().request(PATIENCE);

        // then
        assertThat(exitCode.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
    }

    @Test
    void shouldRefuseWhatCannotBeBeforeItAsksAnybody() throws Exception {
        assertThat(run(2, "wrong", "--once").err()).contains("the database is missing; name it with --jdbc");
        assertThat(run(2, "wrong", "--json", "--jdbc", "jdbc:postgresql://x/y").err())
                .contains("--json says nothing without --once");
        assertThat(run(1, "wrong", "--jdbc", "jdbc:mysql://x/y", "--retention", "-1", "--port", "x")
                        .err())
                .contains("sink.jdbc must be the address of a PostgreSQL database")
                .contains("sink.retention (-1, from the command line) must be a whole number from 0")
                .contains("sink.port (x, from the command line) must be a whole number from 0 to 65535");
        assertThat(run(1, "wrong", "--jdbc", "jdbc:postgresql://x/y?password=MARK")
                        .err())
                .contains("must not hold a password")
                .doesNotContain("MARK");
        assertThat(run(1, "wrong", "--jdbc", server.jdbc("x"), "--password-file", "nowhere")
                        .err())
                .contains("the password of the database cannot be read from", "nowhere");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(1, "wrong", "--jdbc", server.jdbc("x"), "--port", Integer.toString(taken.getLocalPort()))
                            .err())
                    .contains("the port is in use", "sink.port");
        }
    }

    private TestTerminal run(int exitCode, String prefix, String... options) {
        TestTerminal terminal = terminal(prefix, Map.of());
        assertThat(terminal.run(arguments(options))).as(terminal.err()).isEqualTo(exitCode);
        return terminal;
    }

    private TestTerminal terminal(String prefix, Map<String, String> more) {
        Map<String, String> variables = new java.util.HashMap<>(more);
        variables.put("FOREFLOW_TOPICS_PREFIX", prefix);
        variables.put("FOREFLOW_TOPICS_PARTITIONS", Integer.toString(SinkTopics.PARTITIONS));
        return new TestTerminal(directory, variables);
    }

    private String[] arguments(String... options) {
        List<String> all = new ArrayList<>(
                List.of("sink", "--bootstrap", kafka.bootstrapServers(), "--user", PostgresServer.USER));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
