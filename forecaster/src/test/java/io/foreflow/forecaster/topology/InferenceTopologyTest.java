package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.endtoend.TinyModels;
import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.forecaster.metrics.InferenceOutcome;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class InferenceTopologyTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path dir;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestModels models = new TestModels();
    private final HandAttempts attempts = new HandAttempts();
    private TopologyTestDriver driver;
    private boolean stopped;
    private TestInputTopic<byte[], byte[]> requests;
    private TestOutputTopic<byte[], byte[]> results;
    private TestOutputTopic<byte[], byte[]> rejected;

    @BeforeEach
    void start() {
        Topology topology = InferenceTopology.build(TOPICS, models, attempts, new InferenceMetrics(meters));
        driver = TestStreams.driver(topology, dir, NOW);
        requests = driver.createInputTopic(
                TOPICS.inferenceRequests(), new ByteArraySerializer(), new ByteArraySerializer());
        results = output(TOPICS.inferenceResults());
        rejected = output(TOPICS.rejected());
        models.publish(TinyInference.prices("1", 10));
        models.publish(TinyInference.reviews("1"));
        models.publish(TinyInference.pictures("1"));
        models.publish(TinyInference.steps("1"));
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        if (!stopped) {
            stopped = true;
            driver.close();
        }
    }

    // ---- formats

    @Test
    void shouldAnswerAsPublished() throws IOException {
        for (String kind : List.of("columns", "text", "picture", "values", "error")) {
            // when
            requests.pipeInput(null, golden("inference-request-" + kind));

            // then
            assertThat(new String(results.readValue(), UTF_8))
                    .as(kind)
                    .isEqualTo(new String(golden("inference-result-" + kind), UTF_8));
        }
        assertThat(rejected.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepTheKeyAndSayWhatItIs() {
        // when
        requests.pipeInput(new TestRecord<>("any key".getBytes(UTF_8), rooms("prices", 6), NOW.minusSeconds(2)));

        // then
        TestRecord<byte[], byte[]> result = results.readRecord();
        assertThat(result.key()).isEqualTo("any key".getBytes(UTF_8));
        assertThat(header(result, "ce_type")).isEqualTo("io.foreflow.inference.result.v1");
        assertThat(header(result, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(result, "ce_source")).isEqualTo("/foreflow/forecaster");
        assertThat(header(result, "ce_time")).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(header(result, "ce_id")).hasSize(32);
        assertThat(header(result, "content-type")).isEqualTo("application/json");
        assertThat(meters.get("foreflow.inference.latency").timer().totalTime(java.util.concurrent.TimeUnit.SECONDS))
                .isEqualTo(2);
    }

    @Test
    void shouldGiveEachResultAnIdOfItsOwn() {
        requests.pipeInput(rooms("prices", 6));
        requests.pipeInput(rooms("prices", 6));

        assertThat(results.readRecordsToList().stream().map(result -> header(result, "ce_id")))
                .doesNotHaveDuplicates();
    }

    // ---- models

    @Test
    void shouldAnswerTheNextRequestWithAModelThatWasJustPublished() {
        // given
        assertThat(ask(rooms("prices", 6)).at("/value").doubleValue()).isEqualTo(60_000);

        // when
        models.publish(TinyInference.prices("2", 20));

        // then
        JsonNode swapped = ask(rooms("prices", 6));
        assertThat(swapped.at("/value").doubleValue()).isEqualTo(120_000);
        assertThat(swapped.at("/model/version").textValue()).isEqualTo("2");
        assertThat(models.open()).isEqualTo(1);
        JsonNode old = ask(rooms("prices@1", 6));
        assertThat(old.at("/value").doubleValue()).isEqualTo(60_000);
        assertThat(models.open()).isEqualTo(2);
    }

    @Test
    void shouldKeepOneReplicaOfAVersionHoweverItIsNamed() {
        for (int i = 0; i < 5; i++) {
            ask(rooms("prices", i));
            ask(rooms("prices@1", i));
        }
        assertThat(models.opened()).isEqualTo(1);

        // Still needed by its version after the champion has moved on.
        models.publish(TinyInference.prices("2", 20));
        ask(rooms("prices", 6));
        ask(rooms("prices@1", 6));
        assertThat(models.opened()).isEqualTo(2);
        assertThat(models.open()).isEqualTo(2);
    }

    @Test
    void shouldCloseWhatIsNotAskedForAnyMore() {
        // given
        for (int version = 1; version <= OpenModels.MOST + 3; version++) {
            models.publish(TinyInference.prices(Integer.toString(version), version));
            ask(rooms("prices@" + version, 6));
        }
        assertThat(models.open()).isEqualTo(OpenModels.MOST);

        // when
        models.remove(new ModelRef("prices", "11"));
        assertError(ask(rooms("prices@11", 6)), InferenceOutcome.UNKNOWN_MODEL, "there is no model prices@11");

        // then
        assertThat(models.open()).isEqualTo(OpenModels.MOST - 1);
        stop();
        assertThat(models.open()).isZero();
    }

    @Test
    void shouldSayThatThereIsNoSuchModel() {
        JsonNode result = ask(rooms("rents", 6));

        assertError(result, InferenceOutcome.UNKNOWN_MODEL, "there is no champion of the model rents");
        assertThat(result.at("/model/name").textValue()).isEqualTo("rents");
        assertThat(result.at("/model/version").isNull()).isTrue();
        assertThat(rejected.isEmpty()).isTrue();
    }

    @Test
    void shouldSayThatAForecasterAnswersNothing() {
        models.publish(TinyModels.level("7", ZoneId.of("UTC")));

        JsonNode result = ask(rooms("default", 6));

        assertError(result, InferenceOutcome.NOT_FOR_INFERENCE, "default@7 is a forecaster");
        assertThat(result.at("/model/version").textValue()).isEqualTo("7");
    }

    @Test
    void shouldTryAModelThatCannotBeOpenedOnce() {
        models.breakOpening();

        assertError(ask(rooms("prices", 6)), InferenceOutcome.UNUSABLE_MODEL, "prices@1 cannot be run");
        assertError(ask(rooms("prices", 6)), InferenceOutcome.UNUSABLE_MODEL, "prices@1 cannot be run");
        assertThat(meters.get("foreflow.inference.replicas.failed").counter().count())
                .isEqualTo(1);
    }

    @Test
    void shouldSurviveAModelThatThrows() {
        models.breakAnswering();

        assertError(ask(rooms("prices", 6)), InferenceOutcome.ERROR, "prices@1 failed");
        assertError(ask(rooms("prices", 6)), InferenceOutcome.ERROR, "prices@1 failed");
    }

    // ---- requests that end their thread

    @Test
    void shouldNoteEachRequestBeforeAndAfter() {
        ask(rooms("prices", 6));
        ask(json("nonsense"));

        assertThat(attempts.told).containsExactly("resume 0", "begin 0", "end 0", "begin 1", "end 1");
    }

    @Test
    void shouldWorkAgainOnARequestThatEndedItsThreadOnce() {
        attempts.earlier = 1;

        assertThat(ask(rooms("prices", 6)).at("/value").doubleValue()).isEqualTo(60_000);
    }

    @Test
    void shouldGiveUpARequestThatEndedItsThreadTwice() {
        // given
        attempts.earlier = 2;

        // when
        JsonNode result = ask(rooms("prices@1", 6));

        // then it is not worked on, and stays noted for the case that its transaction is aborted
        assertError(result, InferenceOutcome.GAVE_UP, "ended its thread or the service 2 times; it is not tried again");
        assertThat(result.at("/id").textValue()).isEqualTo("r");
        assertThat(result.at("/model/name").textValue()).isEqualTo("prices");
        assertThat(result.at("/model/version").textValue()).isEqualTo("1");
        assertThat(models.opened()).isZero();
        assertThat(attempts.told).containsExactly("resume 0", "begin 0", "back 0");
        assertThat(count(InferenceOutcome.GAVE_UP)).isEqualTo(1);
    }

    @Test
    void shouldNotEvenReadARequestThatGoesOnEndingItsThread() {
        attempts.earlier = 4;

        JsonNode result = ask(rooms("prices", 6));

        assertError(result, InferenceOutcome.GAVE_UP, "not tried again");
        assertThat(result.at("/id").isNull()).isTrue();
    }

    @Test
    void shouldNoteNoEndOfARequestThatEndsItsThread() {
        models.killAnswering();

        assertThatThrownBy(() -> ask(rooms("prices", 6))).isInstanceOf(OutOfMemoryError.class);

        assertThat(attempts.told).containsExactly("resume 0", "begin 0");
        stopped = true;
    }

    private static final class HandAttempts implements InferenceAttempts {
        private final List<String> told = new ArrayList<>();
        private int earlier;

        @Override
        public void resume(int partition, long offset) {
            told.add("resume " + offset);
        }

        @Override
        public int begin(int partition, long offset, long timestamp) {
            told.add("begin " + offset);
            return earlier;
        }

        @Override
        public void takeBack(int partition, long offset) {
            told.add("back " + offset);
        }

        @Override
        public void end(int partition, long offset) {
            told.add("end " + offset);
        }
    }

    // ---- what a model cannot answer

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MISSING_COLUMN | {'rooms': 6} | it lacks age",
                "MISSING_COLUMN | {'rooms': 6, 'age': null} | it lacks age",
                "UNKNOWN_COLUMN | {'rooms': 6, 'age': 1, 'colour': 3} | it has colour",
                "NOT_FINITE | {'rooms': 6, 'age': NaN} | column age (NaN)",
                "NOT_FINITE | {'rooms': 6, 'age': 1e300} | column age (1.0E300)",
            })
    void shouldSayWhatIsWrongWithColumns(InferenceOutcome outcome, String columns, String detail) {
        JsonNode result = ask(json("{'id': 'a', 'model': 'prices', 'columns': " + columns + "}"));

        assertError(result, outcome, detail);
        assertThat(result.at("/id").textValue()).isEqualTo("a");
        assertThat(result.at("/model/version").textValue()).isEqualTo("1");
        assertThat(rejected.isEmpty()).isTrue();
    }

    @Test
    void shouldSayWhatIsWrongWithTextsAndPictures() {
        assertError(
                ask(json("{'id': 'a', 'model': 'prices', 'text': 'six'}")),
                InferenceOutcome.WRONG_KIND,
                "the model reads columns, not text");
        assertError(
                ask(json("{'id': 'a', 'model': 'reviews', 'text': ' ?!'}")),
                InferenceOutcome.EMPTY_TEXT,
                "the text holds no word");
        assertError(
                ask(json("{'id': 'a', 'model': 'pictures', 'picture': 'R0lG'}")),
                InferenceOutcome.UNREADABLE_PICTURE,
                "neither PNG nor JPEG");
    }

    @Test
    void shouldCutADetailThatWouldBeTooLong() {
        String longName = "x".repeat(40_000);

        JsonNode result = ask(json("{'id': 'a', 'model': 'prices', 'columns': {'" + longName + "': 1}}"));

        assertError(result, InferenceOutcome.MISSING_COLUMN, "it lacks rooms, age and has xxx");
        assertThat(result.at("/error/detail").textValue()).hasSizeLessThan(1_100);
    }

    // ---- what is no request

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NOT_JSON | | | nonsense | not JSON",
                "NOT_JSON | | | [] | a JSON object is expected",
                "MISSING_FIELD | | | {'model': 'prices', 'text': 'a'} | the field id is missing",
                "BAD_VALUE | | | {'id': 7, 'model': 'prices', 'text': 'a'} | the field id must be a text",
                "MISSING_FIELD | a | | {'id': 'a', 'text': 'a'} | the field model is missing",
                "BAD_VALUE | a | | {'id': 'a', 'model': 'No Such', 'text': 'a'} | the field model must be NAME",
                "BAD_VALUE | a | prices | {'id': 'a', 'model': 'prices', 'top': -1, 'text': 'a'} | the field top",
                "BAD_VALUE | a | prices | {'id': 'a', 'model': 'prices', 'top': 101, 'text': 'a'} | from 0 to 100",
                "MISSING_FIELD | a | prices | {'id': 'a', 'model': 'prices'} | one of the fields columns, text and picture",
                "BAD_VALUE | a | prices | {'id': 'a', 'model': 'prices', 'text': 'a', 'columns': {}} | only one of",
                "BAD_VALUE | a | prices | {'id': 'a', 'model': 'prices', 'columns': [1]} | the field columns must be",
                "BAD_VALUE | a | prices | {'id': 'a', 'model': 'prices', 'columns': {'age': '1'}} | the column age must be",
                "BAD_VALUE | a | prices | {'id': 'a', 'model': 'prices', 'text': 5} | the field text must be text",
                "BAD_VALUE | a | prices | {'id': 'a', 'model': 'prices', 'picture': '§'} | in Base64",
            })
    void shouldRejectWhatIsNoRequestAndAnswerWithAnError(
            InferenceOutcome outcome, @Nullable String id, @Nullable String model, String value, String detail) {
        // when
        byte[] bytes = json(value);
        requests.pipeInput("key".getBytes(UTF_8), bytes);

        // then
        TestRecord<byte[], byte[]> record = rejected.readRecord();
        assertThat(record.key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(record.value()).isEqualTo(bytes);
        assertThat(header(record, "foreflow.reason")).isEqualTo(outcome.label());
        assertThat(header(record, "foreflow.detail")).contains(detail);
        assertThat(header(record, "foreflow.topic")).isEqualTo("foreflow.inference.requests.v1");
        assertThat(header(record, "foreflow.offset")).isEqualTo("0");
        TestRecord<byte[], byte[]> result = results.readRecord();
        assertThat(result.key()).isEqualTo("key".getBytes(UTF_8));
        JsonNode answer = Json.object(result.value());
        assertError(answer, outcome, detail);
        assertThat(answer.at("/id").textValue()).isEqualTo(id);
        assertThat(answer.at("/model/name").textValue()).isEqualTo(model);
    }

    @Test
    void shouldRejectBytesThatAreNoText() {
        requests.pipeInput("schön".getBytes(ISO_8859_1));
        requests.pipeInput((byte[]) null);

        assertError(Json.object(results.readValue()), InferenceOutcome.NOT_UTF8, "not UTF-8");
        assertError(Json.object(results.readValue()), InferenceOutcome.MISSING_FIELD, "the record has no value");
        assertThat(rejected.readValue()).isEqualTo("schön".getBytes(ISO_8859_1));
        assertThat(rejected.readRecord().value()).isNull();
    }

    @Test
    void shouldRejectRequestsThatAreTooLarge() {
        // when
        requests.pipeInput("key".getBytes(UTF_8), new byte[InferenceProcessor.MOST_BYTES]);
        requests.pipeInput(new byte[InferenceProcessor.MOST_KEY_BYTES + 1], rooms("prices", 6));

        // then
        TestRecord<byte[], byte[]> large = results.readRecord();
        assertThat(large.key()).isEqualTo("key".getBytes(UTF_8));
        assertError(Json.object(large.value()), InferenceOutcome.RECORD_TOO_LARGE, "1000003 bytes; at most 1000000");
        TestRecord<byte[], byte[]> longKey = results.readRecord();
        assertThat(longKey.key()).isNull();
        assertError(Json.object(longKey.value()), InferenceOutcome.RECORD_TOO_LARGE, "16384 of them in the key");
        assertThat(header(rejected.readRecord(), "foreflow.truncated")).isEqualTo("1000003");
        assertThat(rejected.readRecord().key()).hasSize(16_385);
    }

    @Test
    void shouldCountRequestsByOutcome() {
        ask(rooms("prices", 6));
        ask(rooms("prices", 7));
        ask(rooms("rents", 6));
        ask(json("nonsense"));

        assertThat(count(InferenceOutcome.ANSWERED)).isEqualTo(2);
        assertThat(count(InferenceOutcome.UNKNOWN_MODEL)).isEqualTo(1);
        assertThat(count(InferenceOutcome.NOT_JSON)).isEqualTo(1);
        assertThat(count(InferenceOutcome.ERROR)).isZero();
        assertThat(meters.get("foreflow.inference.latency").timer().count()).isEqualTo(4);
    }

    private double count(InferenceOutcome outcome) {
        return meters.get("foreflow.inference.requests")
                .tag("outcome", outcome.label())
                .counter()
                .count();
    }

    private JsonNode ask(byte[] request) {
        requests.pipeInput(request);
        return Json.object(results.readValue());
    }

    private static void assertError(JsonNode result, InferenceOutcome outcome, String detail) {
        assertThat(result.at("/error/reason").textValue()).isEqualTo(outcome.label());
        assertThat(result.at("/error/detail").textValue()).contains(detail);
        List<String> others = new ArrayList<>(
                List.of("class", "probability", "probabilities", "value", "unit", "values", "unknownWordShare"));
        others.removeIf(name -> result.path(name).isNull());
        assertThat(others).isEmpty();
    }

    private static byte[] rooms(String model, double rooms) {
        return json("{'id': 'r', 'model': '" + model + "', 'columns': {'rooms': " + rooms + ", 'age': 0}}");
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = requireNonNull(record.headers().lastHeader(name), name);
        return new String(header.value(), UTF_8);
    }

    private static byte[] golden(String name) throws IOException {
        String path = "/golden/v1/" + name + ".json";
        try (InputStream file = requireNonNull(InferenceTopologyTest.class.getResourceAsStream(path), path)) {
            return new String(file.readAllBytes(), UTF_8).strip().getBytes(UTF_8);
        }
    }
}
