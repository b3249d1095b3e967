package io.foreflow.forecaster.endtoend;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service whose models lie in a store. */
@Timeout(300)
class StoredModelsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final int PARTITIONS = 2;
    private static final SensorId FREEWAY = SensorId.of("i880-1");
    private static final SensorId PUMP = SensorId.of("pump-1");
    private static final List<SensorId> SENSORS = List.of(FREEWAY, PUMP);
    private static final ModelRef DEFAULT = new ModelRef("default", "1");
    private static final ModelRef TRAFFIC = new ModelRef("traffic", "1");

    @TempDir
    private Path dir;

    private Path store;
    private EmbeddedKafka kafka;
    private LiveServiceConfig config;
    private int hours;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.in(dir.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
        TestTopics.createOwn(kafka.bootstrapServers(), TOPICS, PARTITIONS);
        store = Files.createDirectory(dir.resolve("store"));
        LiveServiceConfig defaults = LiveServiceConfig.of(kafka.bootstrapServers());
        config = defaults.withReplicationFactor(1)
                .withPartitions(PARTITIONS)
                .withInferenceThreads(0)
                .withPipeline(defaults.pipeline()
                        .withWindowing(defaults.pipeline().windowing().withReadingsPerBucket(1)))
                .withRouting(new Routing(List.of(new Route("i880-*", TRAFFIC.name()), new Route("*", DEFAULT.name()))))
                .withStore(StoreSettings.of(store.toString(), "", "", false, 0, 64))
                .withStateDir(dir.resolve("state"))
                .withHttp(defaults.http().withPort(0));
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldForecastFromTheStoreFromItsCopiesAndAgainOnceAStoreIsBack() throws Exception {
        try (Sender sender = new Sender(kafka.bootstrapServers(), TOPICS.readings());
                CommittedReader forecasts = new CommittedReader(kafka.bootstrapServers(), TOPICS.forecasts());
                CommittedReader models = new CommittedReader(kafka.bootstrapServers(), TOPICS.models())) {
            try (LiveService service = service()) {
                // given
                byte[] freeways = publish(TRAFFIC);
                byte[] others = publish(DEFAULT);
                assertThat(filesIn(store)).hasSize(2);
                await().atMost(PATIENCE).until(() -> models.all().size() >= 4);
                assertThat(models.all())
                        .noneMatch(record -> record.value() != null
                                && record.value().length >= Math.min(freeways.length, others.length));
                await().atMost(PATIENCE).until(() -> ready(service).contains("traffic@1"));

                // when
                send(sender, 24);
                await().atMost(PATIENCE).until(() -> forecasts.all().size() == SENSORS.size() * hours);

                // then
                assertThat(lastModels(forecasts, FREEWAY, 1)).containsExactly(Optional.of(TRAFFIC));
                assertThat(lastModels(forecasts, PUMP, 1)).containsExactly(Optional.of(DEFAULT));
            }

            // when the store is away, and the service starts with its copies
            Path away = Files.move(store, dir.resolve("away"));
            try (LiveService service = service()) {
                await().atMost(PATIENCE).until(() -> ready(service).contains("traffic@1"));
                send(sender, 2);
                await().atMost(PATIENCE).until(() -> forecasts.all().size() == SENSORS.size() * hours);

                // then
                assertThat(lastModels(forecasts, FREEWAY, 2)).containsExactly(Optional.of(TRAFFIC));
                assertThat(lastModels(forecasts, PUMP, 2)).containsExactly(Optional.of(DEFAULT));
            }

            // when there are no copies either
            filesIn(dir.resolve("state").resolve(config.applicationId() + ".bundles"))
                    .forEach(StoredModelsEndToEndTest::delete);
            try (LiveService service = service()) {
                send(sender, 2);
                await().atMost(PATIENCE).until(() -> forecasts.all().size() == SENSORS.size() * hours);

                // then
                assertThat(lastModels(forecasts, FREEWAY, 2)).containsExactly(Optional.empty());
                assertThat(lastModels(forecasts, PUMP, 2)).containsExactly(Optional.empty());
                assertThat(ready(service)).contains(TRAFFIC.toString()).contains(DEFAULT.toString());
                assertThat(LocalHttp.get(service.httpPort(), "/metrics").body())
                        .containsPattern(
                                "foreflow_model_load_failures_total\\{[^}]*reason=\"unavailable\"[^}]*} [1-9]");

                // when the store is back: a model that was not to be had is asked for at a later reading
                Files.move(away, store);
                await().atMost(PATIENCE).until(() -> {
                    send(sender, 1);
                    await().atMost(PATIENCE).until(() -> forecasts.all().size() == SENSORS.size() * hours);
                    return lastModels(forecasts, FREEWAY, 1).equals(Set.of(Optional.of(TRAFFIC)))
                            && lastModels(forecasts, PUMP, 1).equals(Set.of(Optional.of(DEFAULT)));
                });
            }

            // then
            assertThat(made(forecasts).stream()
                            .collect(groupingBy(forecast -> List.of(forecast.sensor(), forecast.origin())))
                            .values())
                    .hasSize(SENSORS.size() * hours)
                    .allSatisfy(same -> assertThat(same).hasSize(1));
        }
    }

    private LiveService service() throws Exception {
        LiveService service = new LiveService(config);
        service.start();
        assertThat(service.awaitReady(PATIENCE)).isTrue();
        return service;
    }

    private byte[] publish(ModelRef ref) {
        byte[] bundle = Bundles.write(TinyModels.aside(ref, ZoneId.of("UTC"), 0));
        config.publisher().publish(bundle, Optional.of(Alias.CHAMPION));
        return bundle;
    }

    /** Sends further hours of readings. */
    private void send(Sender sender, int more) {
        for (int i = 0; i < more; i++) {
            Instant time = START.plus(Duration.ofHours(hours));
            double value = 100 + (hours * 37) % 23;
            sender.send(SENSORS.stream()
                    .map(sensor -> Reading.of(sensor, time, value))
                    .toList());
            hours++;
        }
    }

    private static String ready(LiveService service) throws IOException, InterruptedException {
        return LocalHttp.get(service.httpPort(), "/readyz").body();
    }

    private static List<Forecast> made(CommittedReader reader) {
        return reader.all().stream()
                .map(record -> OutputValues.readForecast(record.value()))
                .toList();
    }

    /** Returns the models of the last forecasts of a sensor; empty for a fallback. */
    private static Set<Optional<ModelRef>> lastModels(CommittedReader reader, SensorId sensor, int count) {
        List<Forecast> own = made(reader).stream()
                .filter(forecast -> forecast.sensor().equals(sensor))
                .toList();
        return own.subList(own.size() - count, own.size()).stream()
                .map(Forecast::model)
                .collect(Collectors.toSet());
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
