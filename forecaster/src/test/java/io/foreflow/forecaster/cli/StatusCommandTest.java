package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String READINGS = "[{\"sensor\":\"a\",\"time\":\"2026-03-01T08:00:00Z\",\"value\":1},"
            + "{\"sensor\":\"a\",\"time\":\"2026-03-01T09:00:00Z\",\"value\":1}]";

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws IOException {
        kafka = EmbeddedKafka.in(directory.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldShowWhatTheServiceSaysAndWithoutOneWhatKafkaKnows() throws Exception {
        // given: a service that has forecast
        int port;
        try (LiveService service = new LiveService(LiveServiceConfig.of(kafka.bootstrapServers())
                .withStateDir(directory.resolve("state"))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(2)
                .withReplicationFactor(1))) {
            service.start();
            assertThat(service.awaitReady(PATIENCE)).isTrue();
            port = service.httpPort();
            LocalHttp.send(LocalHttp.request(port, "/v1/readings", "Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(READINGS)));

            // when, then
            await().atMost(PATIENCE)
                    .until(() -> status(port).path("newestForecast").isTextual());
            JsonNode running = status(port);
            assertThat(running.path("instance").asText()).isEqualTo("127.0.0.1:" + port);
            assertThat(running.at("/sensors/replaying").asInt()).isEqualTo(1);
            assertThat(running.path("problems")).isEmpty();
        }

        // when: it has ended
        JsonNode ended = status(port);
        TestTerminal text = terminal();
        int exitCode = text.run("status", "--url", "http://127.0.0.1:" + port, "--bootstrap", kafka.bootstrapServers());

        // then
        assertThat(ended.path("instance").isNull()).isTrue();
        assertThat(ended.path("behind").asInt()).isZero();
        assertThat(ended.path("newestForecast").isTextual()).isTrue();
        assertThat(ended.path("sensors").isNull()).isTrue();
        assertThat(ended.path("champion").isNull()).isTrue();
        assertThat(ended.path("problems").path(0).asText()).contains("no service answers");
        assertThat(exitCode).isZero();
        assertThat(text.out()).contains("none runs here", "0 behind", "sensors     unknown", "champion    none");
    }

    @Test
    void shouldFailIfNeitherTheServiceNorKafkaAnswers() {
        // given
        TestTerminal terminal = terminal();

        // when
        int exitCode = terminal.run("status", "--bootstrap", "127.0.0.1:1", "--url", "http://127.0.0.1:1");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("127.0.0.1:1");
    }

    private JsonNode status(int port) {
        TestTerminal terminal = terminal();
        int exitCode = terminal.run(
                "status", "--json", "--url", "http://127.0.0.1:" + port, "--bootstrap", kafka.bootstrapServers());
        assertThat(exitCode).as(terminal.err()).isZero();
        return Json.object(terminal.out().getBytes(UTF_8));
    }

    private TestTerminal terminal() {
        return new TestTerminal(directory, Map.of("FOREFLOW_APPLICATION_BROKERWAIT", "10s"));
    }
}
