package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.ingest.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Records of a real broker, printed. */
@TestInstance(Lifecycle.PER_CLASS)
class TopicsCatCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] BINARY = {(byte) 0xC3, 0x01, (byte) 0xFF};
    private static final String SHA = "a".repeat(64);

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private EmbeddedKafka kafka;

    @BeforeAll
    void start(@TempDir Path broker) {
        kafka = EmbeddedKafka.in(broker, EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void shouldCreateATopicOnce() {
        // when
        TestTerminal first = new TestTerminal(directory, Map.of());
        TestTerminal second = new TestTerminal(directory, Map.of());
        TestTerminal third = new TestTerminal(directory, Map.of());

        // then
        assertThat(create(first, "--partitions", "3")).isZero();
        assertThat(first.err()).isEqualTo("created the topic meters with 3 partitions\n");
        assertThat(create(second)).isZero();
        assertThat(second.err()).isEqualTo("the topic meters exists already\n");
        assertThat(create(third, "--partitions", "4")).isEqualTo(1);
        assertThat(third.err()).contains("the topic meters has 3 partitions but 4 are configured");
        assertThat(create(new TestTerminal(directory, Map.of()), "--partitions", "0"))
                .isEqualTo(2);
    }

    private int create(TestTerminal terminal, String... options) {
        List<String> line =
                new ArrayList<>(List.of("topics", "create", "meters", "--bootstrap", kafka.bootstrapServers()));
        line.addAll(List.of(options));
        return terminal.run(line.toArray(String[]::new));
    }

    @Test
    void shouldPrintJsonAsItIsWithItsPlace() throws Exception {
        // given: numbers and white space of their own
        String topic = create("json", "foreflow.forecasts.v1", 2);
        send(
                topic,
                0,
                "a",
                "{ \"value\":\n1.50, \"note\": \"ü\" }".getBytes(UTF_8),
                Map.of("ce_id", "17".getBytes(UTF_8)));
        send(topic, 1, "b", null, Map.of());

        // when
        TestTerminal terminal = cat(0, "json", topic);

        // then
        assertThat(terminal.out()).contains("\"value\":{ \"value\": 1.50, \"note\": \"ü\" }");
        JsonNode first = lines(terminal).stream()
                .filter(line -> line.path("partition").intValue() == 0)
                .findFirst()
                .orElseThrow();
        assertThat(first.path("topic").textValue()).isEqualTo(topic);
        assertThat(first.path("offset").intValue()).isZero();
        assertThat(first.path("timestamp").textValue()).endsWith("Z");
        assertThat(first.path("key").textValue()).isEqualTo("a");
        assertThat(first.path("headers").path("ce_id").textValue()).isEqualTo("17");
        assertThat(first.has("note")).isFalse();
        assertThat(lines(cat(0, "json", topic, "--partition", "1")))
                .singleElement()
                .satisfies(line -> assertThat(line.path("value").isNull()).isTrue());
        assertThat(cat(0, "json", topic, "--value-only", "--partition", "0", "--partition", "0")
                        .out())
                .isEqualToNormalizingNewlines("{ \"value\": 1.50, \"note\": \"ü\" }\n");
    }

    @Test
    void shouldEndAtTheLimit() throws Exception {
        // given
        String topic = create("limit", "numbers", 1);
        for (int i = 0; i < 5; i++) {
            send(topic, 0, "a", Integer.toString(i).getBytes(UTF_8), Map.of());
        }

        // when, then
        assertThat(cat(0, "limit", topic, "--limit", "2", "--value-only").out()).isEqualToNormalizingNewlines("0\n1\n");
    }

    @Test
    void shouldShowForeignBytesInBase64AndForeignTextAsText() throws Exception {
        // given
        String topic = create("foreign", "bytes", 1);
        send(topic, 0, "a", BINARY, Map.of("trace", BINARY));
        send(topic, 0, "a", "{\"sensor\": \"a".getBytes(UTF_8), Map.of());
        send(topic, 0, "a", "1 2".getBytes(UTF_8), Map.of());

        // when
        List<JsonNode> lines = lines(cat(0, "foreign", topic));

        // then
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).path("value").textValue()).isEqualTo("wwH/");
        assertThat(lines.get(0).path("note").textValue()).isEqualTo("binary: shown in Base64, 3 bytes");
        assertThat(lines.get(0).path("headers").path("trace").path("base64").textValue())
                .isEqualTo("wwH/");
        assertThat(lines.get(1).path("value").textValue()).isEqualTo("{\"sensor\": \"a");
        assertThat(lines.get(1).path("note").textValue()).isEqualTo("no JSON: shown as text, 13 bytes");
        assertThat(lines.get(2).path("value").textValue()).isEqualTo("1 2");
        assertThat(cat(0, "foreign", topic, "--value-only", "--limit", "1"))
                .satisfies(terminal -> assertThat(terminal.out()).isEqualToNormalizingNewlines("\"wwH/\"\n"))
                .satisfies(terminal -> assertThat(terminal.err())
                        .contains("note: partition 0, offset 0: binary: shown in Base64, 3 bytes"));
    }

    @Test
    void shouldFailAfterTheLastRecordIfOneIsNotInTheFormOfItsTopic() throws Exception {
        // given
        String topic = create("strange", "strange.forecasts.v1", 1);
        send(topic, 0, "a", BINARY, Map.of());
        send(topic, 0, "a", "{}".getBytes(UTF_8), Map.of());

        // when
        TestTerminal terminal = cat(1, "strange", topic);

        // then
        assertThat(lines(terminal)).hasSize(2);
        assertThat(terminal.err())
                .contains("foreflow: 1 of 2 records of strange.forecasts.v1 do not have the form of this topic");
    }

    @Test
    void shouldNeverPrintABundle() throws Exception {
        // given
        String topic = create("plant", "plant.models.v1", 1);
        send(topic, 0, "default@1#" + SHA, "BUNDLE".getBytes(UTF_8), Map.of());
        send(topic, 0, "default/champion#" + SHA, "{\"target\":\"default@1\"}".getBytes(UTF_8), Map.of());
        send(topic, 0, "who?", "BUNDLE".getBytes(UTF_8), Map.of());

        // when
        TestTerminal terminal = cat(1, "plant", topic);

        // then
        List<JsonNode> lines = lines(terminal);
        assertThat(lines.get(0).path("value").path("bytes").intValue()).isEqualTo(6);
        assertThat(lines.get(1).path("value").path("target").textValue()).isEqualTo("default@1");
        assertThat(lines.get(2).path("note").textValue()).startsWith("no record of a model: the key (who?)");
        assertThat(terminal.out()).doesNotContain("BUNDLE");
        assertThat(terminal.err()).contains("1 of 3 records");
    }

    @Test
    void shouldFollowUntilCtrlC() throws Exception {
        // given
        String topic = create("follow", "followed", 1);
        send(topic, 0, "a", "\"before\"".getBytes(UTF_8), Map.of());
        TestTerminal terminal = terminal("follow");
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(() -> {
            int code = terminal.run(arguments(topic, "--follow", "--value-only"));
            terminal.environment().interruption().ended(code);
            return code;
        });

        // when
        awaitTrue(() -> terminal.out().contains("before"));
        send(topic, 0, "a", "\"after\"".getBytes(UTF_8), Map.of());
        awaitTrue(() -> terminal.out().contains("after"));
        OptionalInt ended = terminal.environment().interruption().request(PATIENCE);

        // then
        assertThat(ended).hasValue(Foreflow.SUCCESS);
        assertThat(exitCode.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void shouldFollowFromTheEnd() throws Exception {
        // given
        String topic = create("end", "ended", 1);
        send(topic, 0, "a", "\"old\"".getBytes(UTF_8), Map.of());
        TestTerminal terminal = terminal("end");

        // when: the command ends with the first record that it sees
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(
                () -> terminal.run(arguments(topic, "--follow", "--from", "end", "--limit", "1", "--value-only")));
        awaitTrue(() -> {
            send(topic, 0, "a", "\"new\"".getBytes(UTF_8), Map.of());
            return exitCode.isDone();
        });

        // then
        assertThat(exitCode.get()).isZero();
        assertThat(terminal.out()).isEqualToNormalizingNewlines("\"new\"\n");
    }

    @Test
    void shouldNameWhatIsWrong() throws Exception {
        // given
        String topic = create("wrong", "wrong", 2);

        // when, then
        assertThat(cat(1, "wrong", "wrong.forecast.v1").err())
                .contains("foreflow: the topic wrong.forecast.v1 does not exist at " + kafka.bootstrapServers())
                .contains("Foreflow's own topics are wrong.alerts.v1, wrong.comparisons.v1, wrong.forecasts.v1, ");
        assertThat(cat(1, "wrong", topic, "--partition", "2").err())
                .contains("the topic wrong has no partition 2; it has those from 0 to 1");
        assertThat(cat(1, "wrong", "a/b").err()).contains("the topic a/b cannot be read");
        assertThat(cat(2, "wrong", topic, "--from", "end").err()).contains("--from end needs --follow");
        assertThat(cat(2, "wrong", topic, "--limit", "0").err()).contains("--limit (0) must be at least 1");
        assertThat(cat(0, "wrong", topic).out()).isEmpty();
    }

    private String create(String prefix, String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic.replaceFirst("^foreflow", prefix), partitions, (short) 1)))
                    .all()
                    .get();
        }
        return topic.replaceFirst("^foreflow", prefix);
    }

    private void send(String topic, int partition, String key, byte @Nullable [] value, Map<String, byte[]> headers)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value);
            headers.forEach(record.headers()::add);
            producer.send(record).get();
        }
    }

    private TestTerminal cat(int exitCode, String prefix, String topic, String... options) {
        TestTerminal terminal = terminal(prefix);
        assertThat(terminal.run(arguments(topic, options))).as(terminal.err()).isEqualTo(exitCode);
        return terminal;
    }

    private TestTerminal terminal(String prefix) {
        return new TestTerminal(directory, Map.of("FOREFLOW_TOPICS_PREFIX", prefix));
    }

    private String[] arguments(String topic, String... options) {
        List<String> all = new ArrayList<>(List.of("topics", "cat", topic, "--bootstrap", kafka.bootstrapServers()));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private static List<JsonNode> lines(TestTerminal terminal) {
        return terminal.out()
                .lines()
                .map(line -> Json.object(line.getBytes(UTF_8)))
                .toList();
    }

    private static void awaitTrue(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
