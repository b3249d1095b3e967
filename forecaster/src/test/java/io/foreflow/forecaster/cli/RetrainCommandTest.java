package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.RetrainingLock;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.RetrainingRequestJson;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.RetrainingRequest;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Retraining on the embedded broker, with the readings on its topic. */
@Timeout(300)
class RetrainCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final String WATCH = "foreflow.retrain-watch.default";
    private static final TopicPartition REQUESTS = new TopicPartition(TOPICS.retrainingRequests(), 0);

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws IOException {
        kafka = EmbeddedKafka.in(directory.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
        ingest(0, 60);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldRetrainWhatIsWorthIt() throws Exception {
        // given: a champion of all readings
        JsonNode first = json(0, "train", "--recipe", "tutorial-dense", "--publish", "--force");

        // when nothing has come since
        JsonNode nothing = json(0, "retrain");

        // then
        assertThat(nothing.path("outcome").asText()).isEqualTo("nothingToDo");
        assertThat(nothing.path("detail").asText())
                .contains("less than a day after the newest of default@" + version(first));

        // when a better recipe is tried all the same
        JsonNode challenger = json(0, "retrain", "--always", "--recipe", "dense", "--out", "runs");

        // then it is challenger, and its files are written
        assertThat(challenger.path("outcome").asText()).isEqualTo("published");
        assertThat(challenger.path("alias").asText()).isEqualTo("challenger");
        assertThat(challenger.at("/gate/passes").asBoolean()).isTrue();
        assertThat(directory.resolve("runs"))
                .isDirectoryContaining("glob:**/default-*.bundle")
                .isDirectoryContaining("glob:**/default-*.report.html");
        assertThat(last()).satisfies(event -> {
            assertThat(event.action()).isEqualTo(ModelAction.CHALLENGED);
            assertThat(event.to()).contains(new ModelRef("default", version(challenger)));
        });

        // when two weeks of readings have come, and the challenger may be on trial
        ingest(60, 75);
        TestTerminal trial = new TestTerminal(directory, Map.of("FOREFLOW_PROMOTION_AUTO", "true"));
        JsonNode waits = json(trial, 0, "retrain");
        JsonNode promoted = json(0, "retrain", "--recipe", "dense", "--as", "champion", "--reason", "by hand");

        // then it keeps another challenger away, but no champion
        assertThat(waits.path("outcome").asText()).isEqualTo("nothingToDo");
        assertThat(waits.path("detail").asText())
                .startsWith("the challenger default@" + version(challenger) + " is on trial until ");
        assertThat(promoted.path("trainingWindows").asInt()).isEqualTo(2 * (75 * 24 - 6 - 24 - 24));
        assertThat(last()).satisfies(event -> {
            assertThat(event.action()).isEqualTo(ModelAction.PROMOTED);
            assertThat(event.author().reason()).contains("by hand");
        });

        // when it is trained again on the same windows
        TestTerminal refusing = terminal();
        JsonNode refused = json(refusing, 3, "retrain", "--always", "--as", "champion");

        // then the champion's recipe is taken, and the gate sees no progress
        assertThat(refused.path("recipe").asText()).isEqualTo("dense");
        assertThat(refused.path("outcome").asText()).isEqualTo("refused");
        assertThat(refusing.err()).contains("foreflow: not published: MASE ");
        assertThat(last().to()).contains(new ModelRef("default", version(promoted)));
    }

    @Test
    void shouldEndAtOnceWhileAnotherRunIsAtWork() throws Exception {
        // given: the topics
        Map<String, String> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        assertThat(run(terminal(), "retrain", "--recipe", "no-such-recipe")).isEqualTo(1);
        TestTerminal second = terminal();
        TestTerminal other = terminal();

        // when
        JsonNode busy;
        try (RetrainingLock held =
                RetrainingLock.tryAcquire(clients, TOPICS, "default").orElseThrow()) {
            busy = json(second, 4, "retrain");
            assertThat(run(other, "retrain", "pumps", "--recipe", "no-such-recipe"))
                    .isEqualTo(1);
        }

        // then
        assertThat(busy.path("outcome").asText()).isEqualTo("busy");
        assertThat(second.err()).contains("foreflow: another run is retraining default; wait until it has ended");
        assertThat(other.err()).contains("no-such-recipe");
        assertThat(ModelHistory.read(clients, TOPICS).events()).isEmpty();
    }

    @Test
    void shouldAnswerTheRequestsOfATopicOnceForEachModel() throws Exception {
        // given: two requests for one model, one for another, and a record that is none
        Topics.ensure(
                terminal().environment(),
                LiveServiceConfig.of(kafka.bootstrapServers()).withReplicationFactor(1),
                TOPICS.retrainingRequests());
        send(
                request("default", "north"),
                "no request".getBytes(UTF_8),
                request("default", "south"),
                request("pumps", "p"));
        TestTerminal watching = terminal();

        // when
        CompletableFuture<Integer> watch = watch(watching, "default");
        await().atMost(PATIENCE).until(() -> committed() == 4);
        int exitCode = end(watching, watch);

        // then
        assertThat(exitCode).as(watching.err()).isZero();
        List<ModelEvent> history = history();
        assertThat(history)
                .extracting(ModelEvent::action)
                .containsExactly(ModelAction.PUBLISHED, ModelAction.CHALLENGED);
        assertThat(history.get(0).name()).isEqualTo("default");
        assertThat(history.get(0).author().reason()).contains("drift of south at 2026-03-01T05:00:00Z");

        // when all requests are read again by another process
        forget();
        TestTerminal again = terminal();
        CompletableFuture<Integer> second = watch(again, "default");
        await().atMost(PATIENCE).until(() -> committed() == 4);
        end(again, second);

        // then the newest training has answered them
        assertThat(history()).hasSize(2);
    }

    private CompletableFuture<Integer> watch(TestTerminal terminal, String name) {
        return CompletableFuture.supplyAsync(() -> {
            int exitCode = run(terminal, "retrain", name, "--watch", "--always", "--recipe", "dense");
            terminal.environment().interruption().ended(exitCode);
            return exitCode;
        });
    }

    private static int end(TestTerminal terminal, CompletableFuture<Integer> watch) {
        assertThat(terminal.environment().interruption().request(PATIENCE)).hasValue(watch.join());
        return watch.join();
    }

    private long committed() throws Exception {
        try (Admin admin = admin()) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(WATCH)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(REQUESTS);
            return offset == null ? 0 : offset.offset();
        }
    }

    private void forget() throws Exception {
        try (Admin admin = admin()) {
            admin.deleteConsumerGroups(List.of(WATCH)).all().get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private void send(byte[]... values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(REQUESTS.topic(), 0, null, value))
                        .get();
            }
        }
    }

    private static byte[] request(String model, String sensor) {
        return RetrainingRequestJson.write(new RetrainingRequest(
                SensorId.of(sensor),
                Instant.parse("2026-03-01T05:00:00Z"),
                new ModelRef(model, "1"),
                "page-hinkley",
                97,
                96,
                0.5,
                1.75));
    }

    private void ingest(int from, int to) throws IOException {
        Files.writeString(directory.resolve("readings.csv"), TentMapReadings.csv(from, to));
        TestTerminal terminal = terminal();
        assertThat(run(terminal, "ingest", "readings.csv", "--zone", "UTC"))
                .as(terminal.err())
                .isZero();
    }

    private ModelEvent last() {
        List<ModelEvent> events = history();
        return events.get(events.size() - 1);
    }

    private List<ModelEvent> history() {
        return ModelHistory.read(Map.of("bootstrap.servers", kafka.bootstrapServers()), TOPICS)
                .events();
    }

    private static String version(JsonNode model) {
        return model.path("version").asText();
    }

    private JsonNode json(int exitCode, String... arguments) throws IOException {
        return json(terminal(), exitCode, arguments);
    }

    private JsonNode json(TestTerminal terminal, int exitCode, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--json");
        assertThat(run(terminal, all.toArray(String[]::new)))
                .as(terminal.err() + terminal.out())
                .isEqualTo(exitCode);
        return Json.MAPPER.readTree(terminal.out());
    }

    private int run(TestTerminal terminal, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--bootstrap", kafka.bootstrapServers()));
        return terminal.run(all.toArray(String[]::new));
    }

    private TestTerminal terminal() {
        return new TestTerminal(directory, Map.of());
    }
}
