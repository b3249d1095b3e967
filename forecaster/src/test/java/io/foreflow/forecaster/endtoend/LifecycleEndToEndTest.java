package io.foreflow.forecaster.endtoend;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that change the champion of a live service. */
class LifecycleEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    private static final List<SensorId> SENSORS = List.of(SensorId.of("a"), SensorId.of("b"), SensorId.of("c"));
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final ModelRef GOOD = new ModelRef("default", "good");
    private static final ModelRef BAD = new ModelRef("default", "bad");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int MOST_HOURS = 480;

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
    void shouldRollAWorseChampionBackAndLoseAndDoubleNoForecast() throws Exception {
        // given
        try (LiveService service = service(LifecycleRules.DEFAULT);
                Sender sender = new Sender(kafka.bootstrapServers(), TOPICS.readings());
                CommittedReader reader = new CommittedReader(kafka.bootstrapServers(), TOPICS.forecasts())) {
            publish(TinyModels.level(GOOD.version(), UTC), Alias.CHAMPION, service);
            send(sender, reader, 24 * 10);

            // when
            publish(TinyModels.aside(BAD.version(), UTC, 20), Alias.CHAMPION, service);
            sendUntil(sender, reader, ModelAction.ROLLED_BACK);
            awaitInUse(service, GOOD);
            send(sender, reader, 5);

            // then
            assertThat(last(history())).satisfies(event -> {
                assertThat(event.from()).contains(BAD);
                assertThat(event.to()).contains(GOOD);
                assertThat(event.author().name()).isEqualTo("rule rollback.auto");
                assertThat(event.author().reason()).hasValueSatisfying(reason -> assertThat(reason)
                        .contains("default@bad", "its predecessor default@good"));
            });
            List<Forecast> made = forecasts(reader);
            assertThat(made).hasSize(SENSORS.size() * hours);
            assertThat(made.stream()
                            .collect(groupingBy(forecast -> List.of(forecast.sensor(), forecast.origin())))
                            .values())
                    .allSatisfy(same -> assertThat(same).hasSize(1));
            for (SensorId sensor : SENSORS) {
                assertThat(swaps(made, sensor)).containsExactly("good", "bad", "good");
            }
        }
    }

    @Test
    void shouldPromoteABetterChallengerByRule() throws Exception {
        // given
        LifecycleRules rules = LifecycleRules.DEFAULT.withPromotes(true).withPromotionDays(2);
        try (LiveService service = service(rules);
                Sender sender = new Sender(kafka.bootstrapServers(), TOPICS.readings());
                CommittedReader reader = new CommittedReader(kafka.bootstrapServers(), TOPICS.forecasts())) {
            publish(TinyModels.aside(BAD.version(), UTC, 3), Alias.CHAMPION, service);
            send(sender, reader, 24 * 10);

            // when: no baseline is better than the level, since values scatter around it
            publish(TinyModels.level(GOOD.version(), UTC), Alias.CHALLENGER, service);
            sendUntil(sender, reader, ModelAction.PROMOTED);
            awaitInUse(service, GOOD);

            // then
            ModelEvent event = last(history());
            assertThat(event.from()).contains(BAD);
            assertThat(event.to()).contains(GOOD);
            assertThat(event.author().name()).isEqualTo("rule promotion.auto");
            assertThat(forecasts(reader)).hasSize(SENSORS.size() * hours);
        }
    }

    private LiveService service(LifecycleRules rules) throws Exception {
        LiveServiceConfig defaults = LiveServiceConfig.of(kafka.bootstrapServers());
        LiveService service = new LiveService(defaults.withReplicationFactor(1)
                .withPartitions(2)
                .withInferenceThreads(0)
                .withLifecycle(rules)
                .withPipeline(defaults.pipeline()
                        .withWindowing(defaults.pipeline().windowing().withReadingsPerBucket(1)))
                .withStateDir(dir.resolve("state"))
                .withHttp(defaults.http().withPort(0)));
        service.start();
        assertThat(service.awaitReady(PATIENCE)).isTrue();
        return service;
    }

    private void publish(TrainedModel model, Alias alias, LiveService service) throws Exception {
        new ModelPublisher(LiveServiceConfig.of(kafka.bootstrapServers()).kafka(), TOPICS)
                .publish(Bundles.write(model), Optional.of(alias));
        if (alias == Alias.CHAMPION) {
            awaitInUse(service, model.ref());
        }
    }

    private static void awaitInUse(LiveService service, ModelRef ref) {
        await().atMost(PATIENCE)
                .until(() -> LocalHttp.get(service.httpPort(), "/readyz").body().contains(ref.toString()));
    }

    /** Sends hours of readings until an event of this kind is the last one. */
    private void sendUntil(Sender sender, CommittedReader reader, ModelAction action) throws Exception {
        while (last(history()).action() != action && hours < MOST_HOURS) {
            send(sender, reader, 6);
        }
    }

    /** Sends further hours of readings, and waits for their forecasts. */
    private void send(Sender sender, CommittedReader reader, int more) throws Exception {
        for (int i = 0; i < more; i++) {
            Instant time = START.plus(Duration.ofHours(hours));
            double value = 100 + (hours * 37) % 23;
            sender.send(SENSORS.stream()
                    .map(sensor -> Reading.of(sensor, time, value))
                    .toList());
            hours++;
        }
        await().atMost(PATIENCE).until(() -> reader.all().size() >= SENSORS.size() * hours);
    }

    private List<ModelEvent> history() {
        return ModelHistory.read(LiveServiceConfig.of(kafka.bootstrapServers()).kafka(), TOPICS)
                .events();
    }

    private static List<Forecast> forecasts(CommittedReader reader) {
        return reader.all().stream()
                .map(record -> OutputValues.readForecast(record.value()))
                .toList();
    }

    /** Returns the versions that forecast a sensor one after the other. */
    private static List<String> swaps(List<Forecast> made, SensorId sensor) {
        List<String> versions = new ArrayList<>();
        made.stream()
                .filter(forecast -> forecast.sensor().equals(sensor))
                .flatMap(forecast -> forecast.model().stream())
                .map(ModelRef::version)
                .forEach(version -> {
                    if (versions.isEmpty() || !last(versions).equals(version)) {
                        versions.add(version);
                    }
                });
        return versions;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
