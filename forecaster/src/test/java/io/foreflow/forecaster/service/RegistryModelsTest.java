package io.foreflow.forecaster.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.endtoend.TinyModels;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RoutesChange;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.registry.Snapshots;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.ModelMemory;
import io.foreflow.forecaster.topology.ModelUse;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalStarts.SeenSensor;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.windowing.core.WindowerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryModelsTest {
    private static final ModelRef V1 = ModelRef.parse("flow@1");
    private static final ModelRef V2 = ModelRef.parse("flow@2");
    private static final ModelRef PUMP = ModelRef.parse("pumps@1");
    private static final SensorId SENSOR = SensorId.of("i880-hov");
    private static final Instant NOW = Instant.parse("2026-03-02T00:00:00Z");
    private static final Reading FIRST = Reading.of(SENSOR, NOW.minus(Duration.ofHours(3)), 100);

    private static final ModelMemory PLENTY = new ModelMemory(Long.MAX_VALUE);

    @TempDir
    Path dir;

    @Test
    void shouldBoundTheVeryFirstForecastAsTheBundleKnowsItsErrors() {
        // given: a bundle that knows errors of 20 of this sensor
        TrainedModel plain = TinyModels.level("1", ZoneOffset.UTC);
        IntervalStarts starts = IntervalStarts.of(Map.of(SENSOR, new SeenSensor(erring(20), 10)));
        byte[] file = Bundles.write(plain.with(plain.forecastTask().with(starts)));

        // when
        Forecast first = firstForecast(serving(file));

        // then
        Window window = firstWindow();
        assertThat(first.interval())
                .isPresent()
                .isEqualTo(starts.at(window)
                        .orElseThrow()
                        .bounds(window, first.values(), TargetBounds.NONE)
                        .map(ForecastDigits.of(window)::round));
        assertThat(first.interval().orElseThrow().upper().at(0)).isBetween(110.0, 300.0);
    }

    @Test
    void shouldBoundNothingYetWhereTheBundleKnowsOfNoErrors() {
        // when
        Forecast first = firstForecast(serving(Bundles.write(TinyModels.level("1", ZoneOffset.UTC))));

        // then
        assertThat(first.interval()).isEmpty();
    }

    @Test
    void shouldLetTheChallengerForecastInTheShadowOfTheChampion() {
        // given
        Snapshots snapshots = Snapshots.start()
                .published(V1)
                .published(V2)
                .promoted(V1, Alias.CHAMPION)
                .promoted(V2, Alias.CHALLENGER);

        // when
        ServingModels serving = models(snapshots, Routing.to("flow"), NOW).of(SENSOR);

        // then
        assertThat(serving.champion().orElseThrow().ref()).isEqualTo(V1);
        assertThat(serving.shadow()).hasValueSatisfying(shadow -> {
            assertThat(shadow.model().ref()).isEqualTo(V2);
            assertThat(shadow.role()).isEqualTo(ShadowRole.CHALLENGER);
        });
    }

    @Test
    void shouldWatchANewChampionWithItsPredecessorForAWhile() {
        // given
        Snapshots snapshots = Snapshots.start()
                .published(V1)
                .published(V2)
                .promoted(V1, Alias.CHAMPION)
                .at(NOW)
                .promoted(V2, Alias.CHAMPION);

        // then
        assertThat(models(snapshots, Routing.to("flow"), NOW.plus(Duration.ofDays(6)))
                        .of(SENSOR)
                        .shadow())
                .hasValueSatisfying(shadow -> {
                    assertThat(shadow.model().ref()).isEqualTo(V1);
                    assertThat(shadow.role()).isEqualTo(ShadowRole.PREDECESSOR);
                });
        assertThat(models(snapshots, Routing.to("flow"), NOW.plus(Duration.ofDays(8)))
                        .of(SENSOR)
                        .shadow())
                .isEmpty();
    }

    @Test
    void shouldKeepTheFormerChampionUntilTheBundleOfTheNewOneIsInMemory() {
        // given
        Snapshots snapshots = Snapshots.start().published(V1).promoted(V1, Alias.CHAMPION);
        Set<ModelRef> inMemory = new HashSet<>(Set.of(V1));
        RegistryModels models = models(snapshots, inMemory, Routing.to("flow"), NOW);
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(V1);

        // when
        snapshots.published(V2).promoted(V2, Alias.CHAMPION);

        // then
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(V1);
        inMemory.add(V2);
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(V2);
    }

    @Test
    void shouldServeSensorsByTheFirstRouteThatMatches() {
        // given
        Snapshots snapshots = flowAndPumps();
        Routing routing = new Routing(List.of(new Route("pump-?", "pumps"), new Route("*", "flow")));

        // when
        RegistryModels models = models(snapshots, routing, NOW);
        models.open(sensors("pump-1", "other"));

        // then
        assertThat(models.of(SensorId.of("pump-1")).champion().orElseThrow().ref())
                .isEqualTo(PUMP);
        assertThat(models.of(SensorId.of("pump-12")).champion().orElseThrow().ref())
                .isEqualTo(V1);
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactlyInAnyOrder(V1, PUMP);
    }

    @Test
    void shouldFollowTheRoutesOnTheTopicInPlaceOfTheConfiguration() {
        // given
        Snapshots snapshots = flowAndPumps();
        RegistryModels models = models(snapshots, Routing.to("flow"), NOW);
        ModelUse use = models.open(sensors(SENSOR.value(), "x"));
        assertThat(champion(use, SENSOR)).isEqualTo(V1);
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactly(V1);

        // when
        snapshots.routed(new Routing(List.of(new Route("i880-*", "pumps"), new Route("*", "flow"))));

        // then
        assertThat(champion(use, SENSOR)).isEqualTo(PUMP);
        assertThat(champion(use, SensorId.of("x"))).isEqualTo(V1);
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactlyInAnyOrder(V1, PUMP);

        // when
        snapshots.applied(RoutesChange.cleared(snapshots.snapshot()).records());

        // then
        assertThat(champion(use, SENSOR)).isEqualTo(V1);
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactly(V1);
    }

    @Test
    void shouldKeepTheFormerRoutesUntilTheBundlesOfTheNewOnesAreInMemory() {
        // given
        Snapshots snapshots = flowAndPumps();
        Set<ModelRef> inMemory = new HashSet<>(Set.of(V1));
        RegistryModels models = models(snapshots, inMemory, Routing.to("flow"), NOW);
        ModelUse use = models.open(sensors(SENSOR.value()));
        assertThat(champion(use, SENSOR)).isEqualTo(V1);

        // when
        snapshots.routed(Routing.to("pumps"));

        // then
        assertThat(models.describe()).contains("the routes wait until pumps@1 is in memory");
        assertThat(champion(use, SENSOR)).isEqualTo(V1);
        assertThat(models.describe()).contains("the routes wait until pumps@1 is in memory");
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactlyInAnyOrder(V1, PUMP);

        // when
        inMemory.add(PUMP);
        use.refresh();

        // then
        assertThat(champion(use, SENSOR)).isEqualTo(PUMP);
        assertThat(models.describe()).isEqualTo("pumps@1");
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactly(PUMP);
    }

    @Test
    void shouldWaitForTheFirstModelOfASensorAndNeedOnlyThoseOfItsTasks() {
        // given: nothing is in memory
        Snapshots snapshots = flowAndPumps();
        Set<ModelRef> inMemory = new HashSet<>();
        Routing routing = new Routing(List.of(new Route("pump-*", "pumps"), new Route("*", "flow")));
        RegistryModels models = models(snapshots, inMemory, routing, NOW);

        // when a task begins, then the models of its sensors are read
        ModelUse first = models.open(sensors("x"));
        assertThat(inMemory).containsExactly(V1);
        assertThat(models.inUse()).isEqualTo(1);

        // when it forecasts a new sensor, then the model of that one is read
        assertThat(champion(first, SensorId.of("pump-1"))).isEqualTo(PUMP);
        assertThat(inMemory).containsExactlyInAnyOrder(V1, PUMP);

        // when tasks end, then what no other uses is not needed
        ModelUse second = models.open(sensors("y"));
        first.close();
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactly(V1);
        second.close();
        assertThat(models.needed(snapshots.snapshot())).isEmpty();
    }

    @Test
    void shouldForecastWithoutAModelWhoseBundleCannotBeReadAndTryAgainLater() {
        // given
        Snapshots snapshots = flowAndPumps();
        Set<ModelRef> inMemory = new HashSet<>();
        List<ModelRef> asked = new ArrayList<>();
        Clock[] clock = {Clock.fixed(NOW, ZoneOffset.UTC)};
        RegistryModels models = new RegistryModels(
                snapshots::snapshot,
                new FakeBundles(inMemory) {
                    @Override
                    public TrainedModel read(RegisteredModel model) {
                        asked.add(model.ref());
                        throw Snapshots.unavailable();
                    }
                },
                Routing.to("flow"),
                Duration.ofDays(7),
                new MovingClock(clock),
                new EngineSelector(EngineChoice.FUSED)::forForecasting,
                PLENTY);
        ModelUse use = models.open(sensors());

        // when, then: it is waited for once
        assertThat(use.of(SENSOR).champion()).isEmpty();
        assertThat(use.of(SENSOR).champion()).isEmpty();
        assertThat(asked).containsExactly(V1);
        assertThat(models.describe()).isEqualTo("fallback: the champion flow@1 cannot be read");

        // when
        clock[0] = Clock.fixed(NOW.plusSeconds(31), ZoneOffset.UTC);
        use.of(SENSOR);

        // then
        assertThat(asked).containsExactly(V1, V1);

        // when it comes into memory
        clock[0] = Clock.fixed(NOW.plusSeconds(62), ZoneOffset.UTC);
        inMemory.add(V1);

        // then
        assertThat(champion(use, SENSOR)).isEqualTo(V1);
    }

    @Test
    void shouldReadAtFirstOnlyWhatFitsIntoTheMemory() {
        // given room for the bundle and the replica of one model
        Snapshots snapshots = flowAndPumps();
        List<ModelRef> read = new ArrayList<>();
        long room = 2L * snapshots.snapshot().model(V1).orElseThrow().bytes() + 100;
        RegistryModels models = narrow(snapshots, read, room);

        // when
        ModelUse use = models.open(sensors("pump-1", "i880-hov"));

        // then
        assertThat(read).hasSize(1);
        assertThat(models.needed(snapshots.snapshot())).hasSize(1);
        assertThat(models.inUse()).isEqualTo(2);

        // when each sensor needs its model
        assertThat(champion(use, SENSOR)).isEqualTo(V1);
        assertThat(champion(use, SensorId.of("pump-1"))).isEqualTo(PUMP);

        // then
        assertThat(read).containsExactlyInAnyOrder(V1, PUMP);
    }

    @Test
    void shouldLetGoOfAnEvictedModelAndReadItAgain() {
        // given a champion with a challenger
        Snapshots snapshots = flowAndPumps().published(V2).promoted(V2, Alias.CHALLENGER);
        List<ModelRef> read = new ArrayList<>();
        RegistryModels models = narrow(snapshots, read, Long.MAX_VALUE);
        ModelUse one = models.open(sensors("i880-hov"));
        ModelUse other = models.open(sensors("i880-hov"));
        one.of(SENSOR);
        other.of(SENSOR);

        // when one task evicts it, then the other still needs it
        one.evicted("flow");
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .contains(V1, V2);

        // when both have
        other.evicted("flow");
        read.clear();

        // then
        assertThat(models.needed(snapshots.snapshot())).isEmpty();
        assertThat(models.describe()).isEqualTo("pumps@1; flow@1");

        // when a sensor needs it, then it comes with its challenger
        ServingModels again = one.of(SENSOR);
        assertThat(again.champion().orElseThrow().ref()).isEqualTo(V1);
        assertThat(again.shadow().orElseThrow().model().ref()).isEqualTo(V2);
        assertThat(read).containsExactlyInAnyOrder(V1, V2);
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .contains(V1, V2);
    }

    /** Returns models whose bundles are in memory only right after they were read. */
    private static RegistryModels narrow(Snapshots snapshots, List<ModelRef> read, long room) {
        Set<ModelRef> inMemory = new HashSet<>();
        return new RegistryModels(
                snapshots::snapshot,
                new FakeBundles(inMemory) {
                    @Override
                    public Optional<TrainedModel> cached(RegisteredModel model) {
                        Optional<TrainedModel> bundle = super.cached(model);
                        inMemory.remove(model.ref());
                        return bundle;
                    }

                    @Override
                    public TrainedModel read(RegisteredModel model) {
                        read.add(model.ref());
                        TrainedModel bundle = super.read(model);
                        inMemory.add(model.ref());
                        return bundle;
                    }
                },
                new Routing(List.of(new Route("pump-*", "pumps"), new Route("*", "flow"))),
                Duration.ofDays(7),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new EngineSelector(EngineChoice.FUSED)::forForecasting,
                new ModelMemory(room));
    }

    @Test
    void shouldDescribeManyModelsBriefly() {
        // given
        Snapshots snapshots = flowAndPumps();
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ModelRef ref = new ModelRef("g" + i, "1");
            snapshots.published(ref).promoted(ref, Alias.CHAMPION);
            routes.add(new Route("a" + i, ref.name()));
        }
        routes.add(new Route("b", "nothing"));
        routes.add(new Route("*", "flow"));

        // when
        RegistryModels models = models(snapshots, new Routing(routes), NOW);
        models.open(sensors("a1", "a2"));

        // then
        assertThat(models.describe()).isEqualTo("11 models, of which this instance uses 2; nothing: fallback");
    }

    private static Snapshots flowAndPumps() {
        return Snapshots.start()
                .published(V1)
                .published(PUMP)
                .promoted(V1, Alias.CHAMPION)
                .promoted(PUMP, Alias.CHAMPION);
    }

    private static ModelRef champion(ModelUse use, SensorId sensor) {
        return use.of(sensor).champion().orElseThrow().ref();
    }

    private static ModelView.TaskSensors sensors(String... ids) {
        return action -> Stream.of(ids).map(SensorId::of).forEach(action);
    }

    /** A clock that is set from outside. */
    private static final class MovingClock extends Clock {
        private final Clock[] now;

        private MovingClock(Clock[] now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now[0].instant();
        }
    }

    /** Bundles that are in memory once they are read. */
    private static class FakeBundles implements RegistryModels.BundleAccess {
        private final Set<ModelRef> inMemory;

        private FakeBundles(Set<ModelRef> inMemory) {
            this.inMemory = inMemory;
        }

        @Override
        public Optional<TrainedModel> cached(RegisteredModel model) {
            return Optional.of(TinyModels.level("1", ZoneOffset.UTC))
                    .filter(bundle -> inMemory.contains(model.ref()))
                    .map(bundle -> new TrainedModel(
                            model.ref(), bundle.network(), bundle.weights(), bundle.task(), bundle.card()));
        }

        @Override
        public TrainedModel read(RegisteredModel model) {
            inMemory.add(model.ref());
            return cached(model).orElseThrow();
        }

        @Override
        public void readAll(
                List<RegisteredModel> models, Duration within, BiConsumer<RegisteredModel, TrainedModel> read) {
            models.forEach(model -> read.accept(model, read(model)));
        }
    }

    private static RegistryModels models(Snapshots snapshots, Routing routing, Instant now) {
        Set<ModelRef> all = new HashSet<>();
        snapshots.snapshot().models().forEach(model -> all.add(model.ref()));
        return models(snapshots, all, routing, now);
    }

    private static RegistryModels models(Snapshots snapshots, Set<ModelRef> inMemory, Routing routing, Instant now) {
        return new RegistryModels(
                snapshots::snapshot,
                new FakeBundles(inMemory),
                routing,
                Duration.ofDays(7),
                Clock.fixed(now, ZoneOffset.UTC),
                new EngineSelector(EngineChoice.FUSED)::forForecasting,
                PLENTY);
    }

    private static ServingModel serving(byte[] file) {
        RegistryModels models = new RegistryModels(
                () -> ModelSnapshot.EMPTY,
                new FakeBundles(Set.of()),
                Routing.to("default"),
                Duration.ofDays(7),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new EngineSelector(EngineChoice.FUSED)::forForecasting,
                PLENTY);
        return models.serving(Bundles.sha256(file), Bundles.read(file));
    }

    private Forecast firstForecast(ServingModel model) {
        try (TopologyTestDriver driver = TestStreams.driver(
                TestStreams.pipeline(
                        TestStreams.ONE_A_BUCKET,
                        () -> Optional.of(model),
                        new PipelineMetrics(new SimpleMeterRegistry())),
                dir,
                NOW)) {
            driver.createInputTopic(
                            TopicNames.DEFAULT.readings(),
                            new ByteArraySerializer(),
                            new ByteArraySerializer(),
                            NOW,
                            Duration.ZERO)
                    .pipeInput(SENSOR.value().getBytes(UTF_8), ReadingJson.bytes(FIRST));
            return ForecastJson.read(driver.createOutputTopic(
                            TopicNames.DEFAULT.forecasts(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readValue());
        }
    }

    private static Window firstWindow() {
        OfflineWindower.Wanted live = new OfflineWindower.Wanted(window -> true, window -> false);
        return OfflineWindower.replay(WindowerConfig.defaults().withReadingsPerBucket(1), List.of(FIRST), NOW, live)
                .sensors()
                .get(0)
                .live()
                .get(0);
    }

    /** After fifty hours of errors of this size, over and under. */
    private static IntervalTracker erring(double error) {
        Window window = firstWindow();
        IntervalTracker tracker = IntervalTracker.start(24);
        for (int i = 0; i < 50; i++) {
            double signed = i % 2 == 0 ? error : -error;
            tracker = tracker.observe(
                    window, Values.generate(24, lead -> signed), Values.missing(24), Values.missing(24));
        }
        return tracker;
    }
}
