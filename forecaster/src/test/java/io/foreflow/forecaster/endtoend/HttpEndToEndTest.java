package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.api.OpenApiFile;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API of a live service on a real broker, compared with its description. */
class HttpEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

    /** Stands for a stream in the description: reading it to its end would take for ever. */
    private static final String EVENTS = "get /v1/events";

    @TempDir
    private Path dir;

    private EmbeddedKafka kafka;
    private final OpenApiFile description = new OpenApiFile();

    @BeforeEach
    void start() throws IOException {
        kafka = EmbeddedKafka.in(dir.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldKeepWhatItsDescriptionPromises() throws Exception {
        try (LiveService service = service("one")) {
            // given: readings that were pushed, and a model
            service.start();
            assertThat(service.awaitReady(PATIENCE)).isTrue();
            int port = service.httpPort();
            try (Events events = new Events(port, "/v1/events?sensor=a")) {
                events.await("ready");
                check("post /v1/readings", push(port, "application/x-ndjson", lines("a", 0, 60)));
                check("post /v1/readings", push(port, "application/json", "{\"sensor\":7}"));
                new ModelPublisher(
                                LiveServiceConfig.of(kafka.bootstrapServers()).kafka(), TopicNames.DEFAULT)
                        .publish(
                                Bundles.write(TinyModels.level("v1", ZoneId.of("UTC"))), Optional.of(Alias.CHALLENGER));

                new ModelPublisher(
                                LiveServiceConfig.of(kafka.bootstrapServers()).kafka(), TopicNames.DEFAULT)
                        .publish(Bundles.write(TinyInference.prices("1", 10)), Optional.of(Alias.CHAMPION));

                // when
                await().atMost(PATIENCE)
                        .until(() ->
                                LocalHttp.get(port, "/v1/forecasts/a").body().contains("2026-02-03T12:00:00Z"));
                await().atMost(PATIENCE)
                        .until(() -> LocalHttp.get(port, "/v1/models").body().contains("challenger")
                                && LocalHttp.get(port, "/v1/models").body().contains("prices"));

                // then
                for (String path : List.of(
                        "/livez",
                        "/readyz",
                        "/metrics",
                        "/openapi.yaml",
                        "/v1/status",
                        "/v1/sensors",
                        "/v1/alerts",
                        "/v1/models",
                        "/v1/routes")) {
                    check("get " + path, LocalHttp.get(port, path));
                }
                check("get /", LocalHttp.get(port, "/"));
                check("get /assets/{file}", LocalHttp.get(port, "/assets/live.js"));
                for (String path : List.of("/v1/sensors/", "/v1/forecasts/", "/v1/scores/")) {
                    check("get " + path + "{sensor}", LocalHttp.get(port, path + "a"));
                    check("get " + path + "{sensor}", LocalHttp.get(port, path + "unknown"));
                    check("get " + path + "{sensor}", LocalHttp.get(port, path + "%00"));
                }
                check("get /v1/forecasts/{sensor}", LocalHttp.get(port, "/v1/forecasts/a?as=csv"));
                for (String sensor : List.of("a", "unknown", "%00")) {
                    check(
                            "get /v1/forecasts/{sensor}/explain",
                            LocalHttp.get(port, "/v1/forecasts/" + sensor + "/explain"));
                }
                check("get /v1/sensors", LocalHttp.get(port, "/v1/sensors?limit=0"));
                check("get /v1/alerts", LocalHttp.get(port, "/v1/alerts?limit=0"));
                check("get /v1/models/{name}", LocalHttp.get(port, "/v1/models/default"));
                check("get /v1/models/{name}", LocalHttp.get(port, "/v1/models/unknown"));
                checkQuestions(port);
                checkLifecycle(port);
                Set<String> called = new TreeSet<>(Set.of(EVENTS));
                description.checked().forEach(answer -> called.add(answer.substring(0, answer.lastIndexOf(' '))));
                assertThat(called).isEqualTo(description.operations());

                // then: the events of the topics
                assertThat(events.await("score").path("sensor").asText()).isEqualTo("a");
                JsonNode status = status(port);
                assertThat(status.path("sensors").path("replaying").asInt()).isEqualTo(1);
                await().atMost(PATIENCE)
                        .until(() -> status(port).path("behind").asInt() == 0
                                && status(port).path("newestForecast").isTextual());
            }
        }
    }

    /** Changes the champion, and asks how it came about. */
    private void checkLifecycle(int port) throws Exception {
        String promotion = "{\"version\":\"v1\",\"force\":true,\"reason\":\"no other\"}";
        check("get /v1/models/{name}/trial", LocalHttp.get(port, "/v1/models/default/trial"));
        check("post /v1/models/{name}/promote", post(port, "/v1/models/default/promote", "{\"version\":\"v1\"}"));
        check("post /v1/models/{name}/promote", post(port, "/v1/models/default/promote", promotion));
        await().atMost(PATIENCE)
                .until(() -> LocalHttp.get(port, "/readyz").body().contains("default@v1"));
        check("post /v1/models/{name}/rollback", post(port, "/v1/models/default/rollback", "{}"));
        HttpResponse<String> history = LocalHttp.get(port, "/v1/models/default/history");
        check("get /v1/models/{name}/history", history);
        assertThat(json(history).path("events"))
                .extracting(event -> event.path("event").asText())
                .containsExactly("published", "challenged", "promoted");
        String routes =
                "{\"routes\":[{\"sensors\":\"a\",\"model\":\"default\"},{\"sensors\":\"*\",\"model\":\"MODEL\"}]}";
        check("put /v1/routes", put(port, routes.replace("MODEL", "prices"), "*"));
        check("put /v1/routes", put(port, routes.replace("MODEL", "default"), "W/\"0\""));
        check("put /v1/routes", put(port, routes.replace("MODEL", "default"), "*"));
        await().atMost(PATIENCE)
                .until(() -> LocalHttp.get(port, "/v1/routes").body().contains("topic"));
        check(
                "delete /v1/routes",
                LocalHttp.send(LocalHttp.request(port, "/v1/routes").DELETE()));
        assertThat(description.checked())
                .contains(
                        "put /v1/routes 200",
                        "put /v1/routes 400",
                        "put /v1/routes 412",
                        "delete /v1/routes 200",
                        "post /v1/models/{name}/promote 200",
                        "post /v1/models/{name}/promote 409",
                        "post /v1/models/{name}/rollback 409");
    }

    private static HttpResponse<String> put(int port, String routes, String condition) throws Exception {
        return LocalHttp.send(
                LocalHttp.request(port, "/v1/routes", "Content-Type", "application/json", "If-Match", condition)
                        .PUT(BodyPublishers.ofString(routes)));
    }

    /** Calls the paths that answer questions with models. */
    private void checkQuestions(int port) throws Exception {
        String series = "{\"inputs\":[{\"name\":\"b\",\"frequency\":\"H\",\"start_timestamp\":\"2026-02-01T00:00:00Z\","
                + "\"series\":[1,2,3,4,5,6,7]}],\"options\":{\"horizon\":24}}";
        String tensors = "{\"inputs\":[{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[6]},"
                + "{\"name\":\"age\",\"datatype\":\"INT32\",\"shape\":[1],\"data\":[0]}]}";
        check("post /v1/timeseries/forecast", post(port, "/v1/timeseries/forecast", series));
        check("post /v1/timeseries/forecast", post(port, "/v1/timeseries/forecast", "{}"));
        check("post /v1/timeseries/forecast", post(port, "/v1/timeseries/forecast", "{\"model\":\"other\"}"));
        for (String path : List.of("/v2", "/v2/health/live", "/v2/health/ready")) {
            check("get " + path, LocalHttp.get(port, path));
        }
        for (String version : List.of("", "/versions/{version}")) {
            String described = "/v2/models/{name}" + version;
            for (String name : List.of("prices", "unknown", "default")) {
                String path = "/v2/models/" + name + version.replace("{version}", "1");
                check("get " + described, LocalHttp.get(port, path));
                check("get " + described + "/ready", LocalHttp.get(port, path + "/ready"));
                check("post " + described + "/infer", post(port, path + "/infer", tensors));
            }
            String infer = "/v2/models/prices" + version.replace("{version}", "1") + "/infer";
            check("post " + described + "/infer", post(port, infer, "{}"));
            assertThat(post(port, infer, tensors).statusCode()).isEqualTo(200);
        }
        assertThat(description.checked())
                .contains(
                        "post /v1/timeseries/forecast 200",
                        "post /v1/timeseries/forecast 400",
                        "post /v1/timeseries/forecast 404",
                        "get /v2/models/{name} 200",
                        "get /v2/models/{name} 404",
                        "post /v2/models/{name}/infer 200",
                        "post /v2/models/{name}/infer 400",
                        "post /v2/models/{name}/infer 404");
    }

    @Test
    void shouldAnswerForTheSensorsOfAllInstances() throws Exception {
        try (LiveService one = service("one");
                LiveService other = service("other")) {
            // given: two instances that share the sensors
            one.start();
            other.start();
            StringBuilder all = new StringBuilder();
            for (int sensor = 0; sensor < 20; sensor++) {
                all.append(lines("s" + (char) ('a' + sensor), 0, 10)).append('\n');
            }
            await().atMost(PATIENCE)
                    .until(() -> push(one.httpPort(), "application/x-ndjson", all.toString())
                                    .statusCode()
                            == 202);

            // when, then: both answer for all, in the same order
            for (LiveService service : List.of(one, other)) {
                int port = service.httpPort();
                await().atMost(PATIENCE).until(() -> ids(LocalHttp.get(port, "/v1/sensors")) == 20);
                JsonNode page = json(LocalHttp.get(port, "/v1/sensors?limit=3&after=sb"));
                assertThat(page.path("sensors"))
                        .extracting(row -> row.path("sensor").asText())
                        .containsExactly("sc", "sd", "se");
                for (int sensor = 0; sensor < 20; sensor++) {
                    String id = "s" + (char) ('a' + sensor);
                    await().atMost(PATIENCE)
                            .until(() ->
                                    LocalHttp.get(port, "/v1/forecasts/" + id).statusCode() == 200);
                }
                assertThat(status(port).path("sensors").path("replaying").asInt())
                        .isEqualTo(20);
            }

            // when: one leaves, then while its sensors move the answer is 503 or whole, never a part
            other.close();
            await().atMost(PATIENCE).until(() -> {
                HttpResponse<String> list = LocalHttp.get(one.httpPort(), "/v1/sensors");
                assertThat(list.statusCode()).isIn(200, 503);
                if (list.statusCode() == 200) {
                    assertThat(ids(list)).isEqualTo(20);
                }
                return list.statusCode() == 200
                        && LocalHttp.get(one.httpPort(), "/v1/forecasts/sa").statusCode() == 200;
            });
        }
    }

    @Test
    void shouldListSensorsWhoseReadingsPassAnotherTopicFirst() throws Exception {
        // given: neighbours, so that readings are copied to the partitions of other sensors
        LiveServiceConfig config = config("neighbours");
        WindowerConfig windowing = config.pipeline()
                .windowing()
                .withNeighbours(Neighbours.of(Map.of(SensorId.of("a"), List.of(SensorId.of("b")))));
        try (LiveService service =
                new LiveService(config.withPipeline(config.pipeline().withWindowing(windowing)))) {
            service.start();
            assertThat(service.awaitReady(PATIENCE)).isTrue();
            int port = service.httpPort();

            // when
            push(port, "application/x-ndjson", lines("a", 0, 10) + "\n" + lines("b", 0, 10));

            // then
            await().atMost(PATIENCE).until(() -> ids(LocalHttp.get(port, "/v1/sensors")) == 2);
            await().atMost(PATIENCE)
                    .until(() -> LocalHttp.get(port, "/v1/forecasts/a").statusCode() == 200);
        }
    }

    @Test
    void shouldSayWhatItWaitsForWhenTheBrokerIsDown() throws Exception {
        try (LiveService service = service("one")) {
            // given
            service.start();
            assertThat(service.awaitReady(PATIENCE)).isTrue();
            int port = service.httpPort();
            assertThat(push(port, "application/json", lines("a", 0, 1)).statusCode())
                    .isEqualTo(202);

            // when
            kafka.close();
            HttpResponse<String> pushed = push(port, "application/json", lines("a", 1, 2));
            HttpResponse<String> status = LocalHttp.get(port, "/v1/status");

            // then
            check("post /v1/readings", pushed);
            assertThat(pushed.statusCode()).isEqualTo(503);
            assertThat(pushed.body()).contains("broker has not acknowledged 1 of 1");
            check("get /v1/status", status);
            assertThat(json(status).path("behind").isNull()).isTrue();
            assertThat(json(status).path("problems").toString()).contains("Kafka");
            for (String path : List.of("/v1/sensors", "/v1/models", "/v2", "/v2/health/live", "/v2/health/ready")) {
                check("get " + path, LocalHttp.get(port, path));
            }
            check("get /v1/forecasts/{sensor}", LocalHttp.get(port, "/v1/forecasts/a"));
            check("get /v2/models/{name}", LocalHttp.get(port, "/v2/models/unknown"));
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> LocalHttp.get(port, "/readyz").statusCode() == 503);
            assertThat(json(LocalHttp.get(port, "/readyz")).path("problems").toString())
                    .contains("Kafka");
            assertThat(LocalHttp.get(port, "/livez").statusCode()).isEqualTo(200);
        }
    }

    private void check(String operation, HttpResponse<String> answer) {
        description.check(operation, answer);
    }

    private LiveService service(String state) {
        return new LiveService(config(state));
    }

    private LiveServiceConfig config(String state) {
        return LiveServiceConfig.of(kafka.bootstrapServers())
                .withStateDir(dir.resolve(state))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(4)
                .withReplicationFactor(1);
    }

    private static JsonNode status(int port) throws Exception {
        return json(LocalHttp.get(port, "/v1/status"));
    }

    private static int ids(HttpResponse<String> list) {
        return json(list).path("sensors").size();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.object(answer.body().getBytes(UTF_8));
    }

    private static HttpResponse<String> post(int port, String path, String body) throws Exception {
        return LocalHttp.send(LocalHttp.request(port, path, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> push(int port, String type, String body) throws Exception {
        return LocalHttp.send(
                LocalHttp.request(port, "/v1/readings", "Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    /** Returns hourly readings of the hours [from, to), an object a line. */
    private static String lines(String sensor, int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int hour = from; hour < to; hour++) {
            lines.append(lines.isEmpty() ? "" : "\n")
                    .append("{\"sensor\":\"")
                    .append(sensor)
                    .append("\",\"time\":\"")
                    .append(START.plus(Duration.ofHours(hour)))
                    .append("\",\"value\":")
                    .append(100 + hour % 24 + hour % 7)
                    .append('}');
        }
        return lines.toString();
    }

    /** Reads a stream of events. */
    private static final class Events implements AutoCloseable {
        private final InputStream body;
        private final BufferedReader reader;

        Events(int port, String path) throws Exception {
            HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                    .send(LocalHttp.request(port, path).build(), BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            body = answer.body();
            reader = new BufferedReader(new InputStreamReader(body, UTF_8));
        }

        /** Returns the data of the next event of a type. */
        JsonNode await(String type) throws IOException {
            String last = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("event: ")) {
                    last = line.substring("event: ".length());
                } else if (line.startsWith("data: ") && last.equals(type)) {
                    return Json.object(line.substring("data: ".length()).getBytes(UTF_8));
                }
            }
            throw new AssertionError("the stream ended before " + type);
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
