package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.Json;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingRoutesTest {
    private static final String ONE = "{\"sensor\":\"a\",\"time\":\"2026-03-01T08:00:00Z\",\"value\":1}";
    private static final String TWO = "{\"sensor\":\"b\",\"time\":\"2026-03-01T08:00:00Z\",\"value\":2.5}";
    private static final String BAD = "{\"sensor\":\"b\",\"time\":\"yesterday\",\"value\":2.5}";

    @TempDir
    Path dir;

    private MockProducer<byte[], byte[]> producer;
    private DriverService service;
    private HttpApi api;

    @BeforeEach
    void start() {
        producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        service = new DriverService(TestStreams.ONE_A_BUCKET, dir);
        api = started(Optional.of(new ReadingsSender(() -> producer, "foreflow.readings.v1")));
    }

    private HttpApi started(Optional<ReadingsSender> sender) {
        Health yes = new Health(List.of(), Map.of());
        HttpApi started = new HttpApi(
                HttpSettings.defaults().with().port(0).build(),
                new Probes(() -> yes, () -> yes, accept -> new MetricsText("text/plain", "")),
                TestApi.routes(service, sender));
        started.start();
        return started;
    }

    @AfterEach
    void stop() {
        api.close();
        service.close();
    }

    @Test
    void shouldSendAnObjectAnArrayAndLines() throws Exception {
        // when
        List<HttpResponse<String>> answers = List.of(
                post(ONE, "application/json"),
                post("[" + ONE + "," + TWO + "]", "application/json"),
                post(ONE + "\n\n" + TWO + "\r\n", "application/x-ndjson; charset=utf-8"));

        // then
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsExactly("{\"accepted\":1}", "{\"accepted\":2}", "{\"accepted\":2}");
        assertThat(producer.history()).hasSize(5);
        ProducerRecord<byte[], byte[]> last = producer.history().get(4);
        assertThat(last.topic()).isEqualTo("foreflow.readings.v1");
        assertThat(new String(last.key(), UTF_8)).isEqualTo("b");
        assertThat(new String(last.value(), UTF_8)).isEqualTo(TWO);
    }

    @Test
    void shouldSendNothingOfARequestWithABadReadingAndSayWhichItIs() throws Exception {
        // when
        HttpResponse<String> array = post("[" + ONE + "," + BAD + ",7]", "application/json");
        HttpResponse<String> lines = post(ONE + "\n{\"sensor\":\n" + TWO, "application/x-ndjson");

        // then
        assertThat(producer.history()).isEmpty();
        assertThat(array.statusCode()).isEqualTo(400);
        JsonNode problems = Json.object(array.body().getBytes(UTF_8)).path("problems");
        assertThat(problems).extracting(one -> one.path("index").asInt()).containsExactly(1, 2);
        assertThat(problems.path(0).path("reason").asText()).isEqualTo("badTime");
        assertThat(lines.statusCode()).isEqualTo(400);
        JsonNode line =
                Json.object(lines.body().getBytes(UTF_8)).path("problems").path(0);
        assertThat(line.path("index").asInt()).isEqualTo(1);
        assertThat(line.path("reason").asText()).isEqualTo("notJson");
    }

    @Test
    void shouldRefuseWhatHoldsNoReading() throws Exception {
        for (String body : List.of("", "[]", "{", "nonsense", "{} {}", "null")) {
            HttpResponse<String> answer = post(body, "application/json");
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.headers().firstValue("content-type")).hasValue(Problem.TYPE);
        }
        assertThat(post("\n \n", "application/x-ndjson").statusCode()).isEqualTo(400);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldRefuseTypesThatAnyPageCanSend() throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            assertThat(post(ONE, type).statusCode()).as(type).isEqualTo(415);
        }
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldRefuseABodyOverTheLimitWhetherItTellsItsLengthOrNot() throws Exception {
        // given
        byte[] large = new byte[HttpApi.MAX_BODY + 1];
        java.util.Arrays.fill(large, (byte) ' ');

        // when
        HttpResponse<String> withLength = post(BodyPublishers.ofByteArray(large), "application/json");
        HttpResponse<String> chunked =
                post(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)), "application/json");

        // then
        assertThat(withLength.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(withLength.headers().firstValue("content-type")).hasValue(Problem.TYPE);
    }

    @Test
    void shouldSayWhichReadingsTheBrokerHasNotAcknowledged() throws Exception {
        // given
        producer = new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

        // when
        CompletableFuture<HttpResponse<String>> asked = CompletableFuture.supplyAsync(() -> {
            try {
                return post("[" + ONE + "," + TWO + "]", "application/json");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().until(() -> producer.history().size() == 2);
        boolean early = asked.isDone();
        producer.completeNext();
        producer.errorNext(new TimeoutException("8 s have passed"));
        HttpResponse<String> answer = asked.get();

        // then
        assertThat(early).isFalse();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
        JsonNode problems = Json.object(answer.body().getBytes(UTF_8)).path("problems");
        assertThat(problems).hasSize(1);
        assertThat(problems.path(0).path("index").asInt()).isEqualTo(1);
        assertThat(problems.path(0).path("detail").asText()).contains("8 s have passed");
    }

    @Test
    void shouldSayWhereToSendReadingsOfAnotherFormat() throws Exception {
        // given
        api.close();
        api = started(Optional.empty());

        // when, then
        assertThat(post(ONE, "application/json").statusCode()).isEqualTo(409);
    }

    private HttpResponse<String> post(String body, String type) throws Exception {
        return post(BodyPublishers.ofString(body), type);
    }

    private HttpResponse<String> post(BodyPublisher body, String type) throws Exception {
        return LocalHttp.send(LocalHttp.request(api.port(), "/v1/readings", "Content-Type", type)
                .POST(body));
    }
}
