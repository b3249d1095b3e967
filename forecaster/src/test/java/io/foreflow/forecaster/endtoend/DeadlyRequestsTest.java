package io.foreflow.forecaster.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.series.SensorId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that end the thread that answers them, on a real broker: forecasts go on, and each request is got over. */
@SuppressWarnings("NullAway.Init")
class DeadlyRequestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Rooms that end the thread. */
    private static final int DEADLY = 666;

    private static final SensorId SENSOR = SensorId.of("i880-hov");

    @TempDir
    private Path dir;

    private final AtomicInteger deaths = new AtomicInteger();
    private KafkaCluster cluster;
    private LiveServiceConfig config;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start();
        config = LiveServiceConfig.of(cluster.bootstrapServers())
                .withPipeline(TestStreams.ONE_A_BUCKET)
                .withStateDir(dir.resolve("state"))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(1)
                .withReplicationFactor(1)
                .withCreateTopics(true);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void shouldGoOnForecastingAndGiveUpARequestAtItsThirdAttempt() throws Exception {
        TopicNames topics = config.pipeline().topics();
        try (LiveService service =
                new LiveService(config, network -> new Selection(new DeadlyEngine(), "of this test"))) {
            service.start();
            new ModelPublisher(config.kafka(), topics)
                    .publish(Bundles.write(TinyInference.prices("1", 10)), Optional.of(Alias.CHAMPION));
            try (Sender requests = new Sender(cluster.bootstrapServers(), topics.inferenceRequests());
                    Sender readings = new Sender(cluster.bootstrapServers(), topics.readings());
                    CommittedReader results = reader(topics.inferenceResults());
                    CommittedReader forecasts = reader(topics.forecasts())) {
                awaitModel(requests, results);
                readings.send(Series.hours(SENSOR, 0, 10));
                awaitTrue(() -> forecasts.all().size() == 10);

                // when
                requests.sendRaw("r", request("before", 1));
                requests.sendRaw("r", request("deadly", DEADLY));
                requests.sendRaw("r", request("between", 2));
                requests.sendRaw("r", request("deadly-too", DEADLY));
                requests.sendRaw("r", request("after", 3));

                // then
                awaitTrue(() -> byId(results).containsKey("after"));
                Map<String, JsonNode> answers = byId(results);
                for (String deadly : List.of("deadly", "deadly-too")) {
                    assertThat(requireNonNull(answers.get(deadly))
                                    .at("/error/reason")
                                    .textValue())
                            .isEqualTo("gaveUp");
                    assertThat(requireNonNull(answers.get(deadly))
                                    .at("/model/name")
                                    .textValue())
                            .isEqualTo("prices");
                }
                assertThat(requireNonNull(answers.get("before")).at("/value").doubleValue())
                        .isEqualTo(10_000);
                assertThat(requireNonNull(answers.get("between")).at("/value").doubleValue())
                        .isEqualTo(20_000);
                assertThat(requireNonNull(answers.get("after")).at("/value").doubleValue())
                        .isEqualTo(30_000);
                assertThat(deaths).hasValue(4);

                readings.send(Series.hours(SENSOR, 10, 20));
                awaitTrue(() -> forecasts.all().size() == 20);
                assertThat(service.stopped()).isNotDone();
                awaitTrue(() ->
                        LocalHttp.get(service.httpPort(), "/readyz").body().contains("\"inference\":\"RUNNING\""));
                assertThat(LocalHttp.get(service.httpPort(), "/readyz").statusCode())
                        .isEqualTo(200);
                assertThat(LocalHttp.metrics(service.httpPort()))
                        .contains("foreflow_inference_threads_replaced_total 4.0")
                        .contains("foreflow_inference_ready 1.0")
                        .contains("foreflow_inference_requests_total{outcome=\"gaveUp\"}");
            }
        }
    }

    @Test
    void shouldSayThatNoRequestIsAnsweredWhileForecastsGoOn() throws Exception {
        // given
        TopicNames topics = config.pipeline().topics();
        try (LiveService service = new LiveService(config)) {
            service.start();
            try (Sender readings = new Sender(cluster.bootstrapServers(), topics.readings());
                    CommittedReader forecasts = reader(topics.forecasts())) {
                readings.send(Series.hours(SENSOR, 0, 5));
                awaitTrue(() -> forecasts.all().size() == 5);

                // when
                TestTopics.delete(cluster.bootstrapServers(), topics.inferenceRequests());

                // then
                awaitTrue(() -> LocalHttp.get(service.httpPort(), "/readyz")
                        .body()
                        .contains("No request for inference is answered any more"));
                assertThat(LocalHttp.get(service.httpPort(), "/readyz").statusCode())
                        .isEqualTo(200);
                assertThat(LocalHttp.get(service.httpPort(), "/livez").statusCode())
                        .isEqualTo(200);
                assertThat(LocalHttp.metrics(service.httpPort())).contains("foreflow_inference_ready 0.0");
                readings.send(Series.hours(SENSOR, 5, 15));
                awaitTrue(() -> forecasts.all().size() == 15);
                assertThat(service.stopped()).isNotDone();
            }
        }
    }

    @Test
    void shouldAnswerNoRequestsWithoutThreadsForThem() throws Exception {
        try (LiveService service = new LiveService(config.withInferenceThreads(0))) {
            service.start();
            assertThat(service.awaitReady(PATIENCE)).isTrue();
            assertThat(LocalHttp.get(service.httpPort(), "/readyz").body()).contains("\"inference\":\"off\"");
        }
    }

    /** The registry follows its topic by itself. */
    private static void awaitModel(Sender requests, CommittedReader results) {
        awaitTrue(() -> {
            int before = results.all().size();
            requests.sendRaw("r", request("early", 1));
            awaitTrue(() -> results.all().size() > before);
            return requireNonNull(byId(results).get("early")).at("/error").isNull();
        });
    }

    /** The latest of each id. */
    private static Map<String, JsonNode> byId(CommittedReader results) {
        Map<String, JsonNode> byId = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : results.all()) {
            JsonNode result = Json.object(record.value());
            byId.put(result.at("/id").asText(), result);
        }
        return byId;
    }

    private static String request(String id, int rooms) {
        return "{\"id\": \"" + id + "\", \"model\": \"prices\", \"columns\": {\"rooms\": " + rooms + ", \"age\": 0}}";
    }

    private CommittedReader reader(String topic) {
        return new CommittedReader(cluster.bootstrapServers(), topic);
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        // What ends the service's threads must not end the one that waits.
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }

    /** Dies as a thread does that runs out of memory. */
    private final class DeadlyEngine implements Engine {
        private final Engine engine = FusedEngine.plain();

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public Predictor predictor(NetworkSpec network, Weights weights) {
            Predictor predictor = engine.predictor(network, weights);
            return new Predictor() {
                @Override
                public void predict(float[][] inputs, int rows, float[] output) {
                    predictor.predict(inputs, rows, output);
                }

                @Override
                public void predict(List<? extends Rows> inputs, float[] output) {
                    if (inputs.get(0) instanceof Tensor tensor && tensor.at(0) == DEADLY) {
                        deaths.incrementAndGet();
                        throw new OutOfMemoryError("of this test");
                    }
                    predictor.predict(inputs, output);
                }

                @Override
                public void close() {
                    predictor.close();
                }
            };
        }

        @Override
        public FitResult fit(
                NetworkSpec network,
                Weights initial,
                Samples training,
                Optional<Samples> validation,
                TrainingSpec plan,
                FitListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
            throw new UnsupportedOperationException();
        }
    }
}
