package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.cli.Foreflow;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.RegistryException;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.SensorId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests for inference on a real broker, beside forecasting, with models that come and go. */
@SuppressWarnings("NullAway.Init")
class InferenceEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    private KafkaCluster cluster;
    private LiveServiceConfig config;
    private ModelPublisher publisher;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start();
        config = LiveServiceConfig.of(cluster.bootstrapServers())
                // The champion of this name is a regressor, which cannot forecast.
                .withRouting(Routing.to("prices"))
                .withStateDir(dir.resolve("state"))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(2)
                .withReplicationFactor(1)
                .withCreateTopics(true);
        publisher = new ModelPublisher(config.kafka(), config.pipeline().topics());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void shouldAnswerRequestsWithTheModelsThatArePublishedMeanwhile() throws Exception {
        TopicNames topics = config.pipeline().topics();
        try (LiveService service = new LiveService(config)) {
            // given
            service.start();
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.inferenceRequests());
                    Sender readings = new Sender(cluster.bootstrapServers(), topics.readings());
                    CommittedReader results = reader(topics.inferenceResults());
                    CommittedReader rejected = reader(topics.rejected());
                    CommittedReader forecasts = reader(topics.forecasts())) {
                sender.sendRaw("a", request("before"));
                awaitTrue(() -> results.all().size() == 1);
                assertThat(result(results, 0).at("/error/reason").textValue()).isEqualTo("unknownModel");

                // when
                publish(TinyInference.prices("1", 10));
                awaitVersion(sender, results, "1");
                publish(TinyInference.prices("2", 20));
                awaitVersion(sender, results, "2");
                int asked = results.all().size();
                sender.sendRaw("b", request("after"));
                sender.sendRaw("c", "nonsense");
                readings.send(Series.hours(SensorId.of("i880-hov"), 0, 10));
                awaitTrue(() -> results.all().size() == asked + 2
                        && rejected.all().size() == 1
                        && forecasts.all().size() >= 10);

                // then
                ConsumerRecord<byte[], byte[]> last = results.all().stream()
                        .filter(record -> new String(record.key(), UTF_8).equals("b"))
                        .findFirst()
                        .orElseThrow();
                JsonNode answer = Json.object(last.value());
                assertThat(answer.at("/id").textValue()).isEqualTo("after");
                assertThat(answer.at("/value").doubleValue()).isEqualTo(120_000);
                assertThat(answer.at("/unit").textValue()).isEqualTo("USD");
                assertSameOverHttp(service.httpPort(), answer);
                assertThat(new String(
                                requireNonNull(last.headers().lastHeader("ce_type"))
                                        .value(),
                                UTF_8))
                        .isEqualTo("io.foreflow.inference.result.v1");
                assertThat(rejected.all().get(0).value()).isEqualTo("nonsense".getBytes(UTF_8));
                assertThat(forecasts.all()).allSatisfy(forecast -> assertThat(
                                Json.object(forecast.value()).at("/fallback").booleanValue())
                        .isTrue());
                assertThat(LocalHttp.get(service.httpPort(), "/readyz").statusCode())
                        .isEqualTo(200);
                assertThat(LocalHttp.get(service.httpPort(), "/readyz").body())
                        .contains("the champion prices@2 is for inference");
                assertThat(LocalHttp.metrics(service.httpPort()))
                        .contains("foreflow_inference_requests_total{outcome=\"answered\"}")
                        .contains("foreflow_inference_requests_total{outcome=\"notJson\"} 1.0")
                        .contains("foreflow_inference_latency_seconds_count");
            }
        }
        assertCommands();
        assertThatThrownBy(() -> publish(renamed(TinyModels.level("3", ZoneId.of("UTC")))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("prices@3 is a forecaster where prices@2 is not");
    }

    /** The same row over HTTP, as {@code predict} answers below. */
    private static void assertSameOverHttp(int port, JsonNode result) throws Exception {
        HttpResponse<String> answer =
                LocalHttp.send(LocalHttp.request(port, "/v2/models/prices/infer", "Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"inputs\":[{\"name\":\"rooms\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[6]},"
                                        + "{\"name\":\"age\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[0]}]}")));
        JsonNode json = Json.object(answer.body().getBytes(UTF_8));
        assertThat(json.at("/model_version")).isEqualTo(result.at("/model/version"));
        assertThat(json.at("/outputs/0/data/0")).isEqualTo(result.at("/value"));
        assertThat(json.at("/outputs/0/parameters/unit")).isEqualTo(result.at("/unit"));
    }

    /** The commands find what was published by its name. */
    private void assertCommands() throws Exception {
        Files.writeString(dir.resolve("rooms.csv"), "rooms,age\n6,0\n");
        assertThat(run("predict", "--model", "prices", "--input", "rooms.csv")).contains("rooms.csv:2  120000  USD");
        assertThat(run("predict", "--model", "prices@1", "--input", "rooms.csv"))
                .contains("rooms.csv:2  60000  USD");
        assertThat(run("models", "list")).contains("KIND", "prices@2", "regressor of columns");
        assertThat(run("models", "list", "--json")).contains("\"kind\":\"regressor of columns\"");
    }

    private String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Environment environment = new Environment(
                Map.of("FOREFLOW_KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers()),
                dir,
                new PrintStream(out, true, UTF_8),
                System.err,
                false,
                Clock.systemUTC(),
                new Interruption());
        assertThat(new Foreflow(environment).run(arguments)).isZero();
        return out.toString(UTF_8);
    }

    private static TrainedModel renamed(TrainedModel bundle) {
        return new TrainedModel(
                new io.foreflow.models.forecast.ModelRef("prices", bundle.ref().version()),
                bundle.network(),
                bundle.weights(),
                bundle.task(),
                bundle.card());
    }

    /** The registry follows its topic by itself: asks until the version answers, and sees that nothing else but it comes. */
    private void awaitVersion(Sender sender, CommittedReader results, String version) {
        awaitTrue(() -> {
            int before = results.all().size();
            sender.sendRaw("a", request("for-" + version));
            awaitTrue(() -> results.all().size() > before);
            return version.equals(result(results, results.all().size() - 1)
                    .at("/model/version")
                    .textValue());
        });
    }

    private static JsonNode result(CommittedReader results, int index) {
        return Json.object(results.all().get(index).value());
    }

    private static String request(String id) {
        return "{\"id\": \"" + id + "\", \"model\": \"prices\", \"columns\": {\"rooms\": 6, \"age\": 0}}";
    }

    private void publish(TrainedModel bundle) {
        publisher.publish(Bundles.write(bundle), Optional.of(Alias.CHAMPION));
    }

    private CommittedReader reader(String topic) {
        return new CommittedReader(cluster.bootstrapServers(), topic);
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
