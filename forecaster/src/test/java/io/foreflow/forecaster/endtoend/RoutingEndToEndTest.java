package io.foreflow.forecaster.endtoend;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.forecaster.topology.PairedErrorsJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Routes that change while two instances forecast. */
@Timeout(300)
class RoutingEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    private static final List<SensorId> FREEWAY = List.of(SensorId.of("i880-1"), SensorId.of("i880-2"));
    private static final List<SensorId> PUMPS =
            List.of(SensorId.of("pump-1"), SensorId.of("pump-2"), SensorId.of("pump-3"));
    private static final List<SensorId> SENSORS =
            Stream.concat(FREEWAY.stream(), PUMPS.stream()).toList();
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final ModelRef DEFAULT = new ModelRef("default", "1");
    private static final ModelRef TRAFFIC = new ModelRef("traffic", "1");
    private static final ModelRef CHALLENGER = new ModelRef("traffic", "2");
    private static final Routing ROUTING =
            new Routing(List.of(new Route("i880-*", TRAFFIC.name()), new Route("*", DEFAULT.name())));
    private static final ZoneId UTC = ZoneId.of("UTC");

    @TempDir
    private Path dir;

    private EmbeddedKafka kafka;
    private int hours;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.in(dir.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldChangeTheModelsOfSensorsAndLoseAndDoubleNoForecast() throws Exception {
        // given
        try (LiveService one = service("one");
                LiveService other = service("other");
                Sender sender = new Sender(kafka.bootstrapServers(), TOPICS.readings());
                CommittedReader reader = new CommittedReader(kafka.bootstrapServers(), TOPICS.forecasts());
                CommittedReader comparisons = new CommittedReader(kafka.bootstrapServers(), TOPICS.comparisons())) {
            List<LiveService> services = List.of(one, other);
            publish(TinyModels.aside(DEFAULT, UTC, 0), Alias.CHAMPION);
            publish(TinyModels.aside(TRAFFIC, UTC, 1), Alias.CHAMPION);
            publish(TinyModels.aside(CHALLENGER, UTC, 2), Alias.CHALLENGER);
            awaitForecastsWith(services, "\"default@1\"");
            send(sender, 24);
            awaitForecasts(reader);

            // when: readings flow meanwhile
            CompletableFuture<Void> routed = CompletableFuture.runAsync(
                    () -> publisher("freeways differ").route(ROUTING.routes(), before -> true));
            while (!routed.isDone()) {
                send(sender, 1);
            }
            routed.join();
            send(sender, 24);
            awaitForecastsWith(services, "\"traffic@1; default@1\"");
            send(sender, 24);
            awaitForecasts(reader);

            // then
            assertOnceEach(reader);
            FREEWAY.forEach(sensor -> assertThat(models(reader, sensor)).containsExactly("default", "traffic"));
            PUMPS.forEach(sensor -> assertThat(models(reader, sensor)).containsExactly("default"));
            assertThat(last(history())).satisfies(event -> {
                assertThat(event.action()).isEqualTo(ModelAction.ROUTED);
                assertThat(event.routes()).contains(ROUTING);
                assertThat(event.author()).isEqualTo(new Author("ada", Optional.of("freeways differ")));
            });

            // then: the trial of the model began with its first forecasts
            assertThat(compared(comparisons)).isNotEmpty().allSatisfy(errors -> {
                assertThat(errors.champion()).isEqualTo(TRAFFIC);
                assertThat(errors.shadow()).isEqualTo(CHALLENGER);
                assertThat(errors.sensor()).isIn(FREEWAY);
            });

            // when
            publisher("no longer").clearRoutes(before -> before.equals(Optional.of(ROUTING)));
            awaitForecastsWith(services, "\"default@1\"");
            send(sender, 5);
            awaitForecasts(reader);

            // then
            assertOnceEach(reader);
            FREEWAY.forEach(
                    sensor -> assertThat(models(reader, sensor)).containsExactly("default", "traffic", "default"));
            assertThat(last(history()).routes()).isEmpty();
        }
    }

    private LiveService service(String name) throws Exception {
        LiveServiceConfig defaults = LiveServiceConfig.of(kafka.bootstrapServers());
        LiveService service = new LiveService(defaults.withReplicationFactor(1)
                .withPartitions(2)
                .withInferenceThreads(0)
                .withPipeline(defaults.pipeline()
                        .withWindowing(defaults.pipeline().windowing().withReadingsPerBucket(1)))
                .withStateDir(dir.resolve(name))
                .withHttp(defaults.http().withPort(0)));
        service.start();
        assertThat(service.awaitReady(PATIENCE)).isTrue();
        return service;
    }

    private ModelPublisher publisher(String reason) {
        return new ModelPublisher(
                LiveServiceConfig.of(kafka.bootstrapServers()).kafka(),
                TOPICS,
                Retention.DEFAULT,
                new Author("ada", Optional.of(reason)),
                Clock.systemUTC());
    }

    private void publish(TrainedModel model, Alias alias) {
        publisher("test").publish(Bundles.write(model), Optional.of(alias));
    }

    private static void awaitForecastsWith(List<LiveService> services, String models) {
        services.forEach(service -> await().atMost(PATIENCE)
                .until(() -> LocalHttp.get(service.httpPort(), "/readyz").body().contains(models)));
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

    private void awaitForecasts(CommittedReader reader) {
        await().atMost(PATIENCE).until(() -> reader.all().size() >= SENSORS.size() * hours);
    }

    private void assertOnceEach(CommittedReader reader) {
        List<Forecast> made = forecasts(reader);
        assertThat(made).hasSize(SENSORS.size() * hours);
        assertThat(made.stream()
                        .collect(groupingBy(forecast -> List.of(forecast.sensor(), forecast.origin())))
                        .values())
                .allSatisfy(same -> assertThat(same).hasSize(1));
    }

    private static List<Forecast> forecasts(CommittedReader reader) {
        return reader.all().stream()
                .map(record -> OutputValues.readForecast(record.value()))
                .toList();
    }

    /** Returns the names of the models that forecast a sensor one after the other, once it had a whole history. */
    private static List<String> models(CommittedReader reader, SensorId sensor) {
        List<String> names = new ArrayList<>();
        forecasts(reader).stream()
                .filter(forecast -> forecast.sensor().equals(sensor))
                .filter(forecast -> !forecast.origin().isBefore(START.plus(Duration.ofHours(12))))
                .map(forecast -> forecast.model().map(ModelRef::name).orElse("fallback"))
                .forEach(name -> {
                    if (names.isEmpty() || !last(names).equals(name)) {
                        names.add(name);
                    }
                });
        return names;
    }

    private static List<PairedErrors> compared(CommittedReader comparisons) {
        return comparisons.all().stream()
                .map(record -> PairedErrorsJson.read(record.value()))
                .toList();
    }

    private List<ModelEvent> history() {
        return ModelHistory.read(LiveServiceConfig.of(kafka.bootstrapServers()).kafka(), TOPICS)
                .events();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
