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
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryModelsTest {
    private static final ModelRef V1 = ModelRef.parse("flow@1");
    private static final ModelRef V2 = ModelRef.parse("flow@2");
    private static final SensorId SENSOR = SensorId.of("i880-hov");
    private static final Instant NOW = Instant.parse("2026-03-02T00:00:00Z");
    private static final Reading FIRST = Reading.of(SENSOR, NOW.minus(Duration.ofHours(3)), 100);

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
        ModelRef pump = ModelRef.parse("pumps@1");
        Snapshots snapshots = Snapshots.start()
                .published(V1)
                .published(pump)
                .promoted(V1, Alias.CHAMPION)
                .promoted(pump, Alias.CHAMPION);
        Routing routing = new Routing(List.of(new Route("pump-?", "pumps"), new Route("*", "flow")));

        // when
        RegistryModels models = models(snapshots, routing, NOW);

        // then
        assertThat(models.of(SensorId.of("pump-1")).champion().orElseThrow().ref())
                .isEqualTo(pump);
        assertThat(models.of(SensorId.of("pump-12")).champion().orElseThrow().ref())
                .isEqualTo(V1);
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactlyInAnyOrder(V1, pump);
    }

    @Test
    void shouldFollowTheRoutesOnTheTopicInPlaceOfTheConfiguration() {
        // given
        ModelRef pump = ModelRef.parse("pumps@1");
        Snapshots snapshots = Snapshots.start()
                .published(V1)
                .published(pump)
                .promoted(V1, Alias.CHAMPION)
                .promoted(pump, Alias.CHAMPION);
        RegistryModels models = models(snapshots, Routing.to("flow"), NOW);
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(V1);
        assertThat(models.isRouted("pumps")).isFalse();

        // when
        snapshots.routed(new Routing(List.of(new Route("i880-*", "pumps"), new Route("*", "flow"))));

        // then
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(pump);
        assertThat(models.of(SensorId.of("x")).champion().orElseThrow().ref()).isEqualTo(V1);
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactlyInAnyOrder(V1, pump);

        // when
        snapshots.applied(RoutesChange.cleared(snapshots.snapshot()).records());

        // then
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(V1);
        assertThat(models.isRouted("pumps")).isFalse();
    }

    @Test
    void shouldKeepTheFormerRoutesUntilTheBundlesOfTheNewOnesAreInMemory() {
        // given
        ModelRef pump = ModelRef.parse("pumps@1");
        Snapshots snapshots = Snapshots.start()
                .published(V1)
                .published(pump)
                .promoted(V1, Alias.CHAMPION)
                .promoted(pump, Alias.CHAMPION);
        Set<ModelRef> inMemory = new HashSet<>(Set.of(V1));
        RegistryModels models = models(snapshots, inMemory, Routing.to("flow"), NOW);
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(V1);

        // when
        snapshots.routed(Routing.to("pumps"));

        // then
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(V1);
        assertThat(models.describe()).contains("the routes wait until pumps@1 is in memory");
        assertThat(models.needed(snapshots.snapshot()))
                .extracting(RegisteredModel::ref)
                .containsExactly(pump);

        // when
        inMemory.add(pump);

        // then
        assertThat(models.of(SENSOR).champion().orElseThrow().ref()).isEqualTo(pump);
        assertThat(models.describe()).isEqualTo("pumps@1");
    }

    private static RegistryModels models(Snapshots snapshots, Routing routing, Instant now) {
        Set<ModelRef> all = new HashSet<>();
        snapshots.snapshot().models().forEach(model -> all.add(model.ref()));
        return models(snapshots, all, routing, now);
    }

    private static RegistryModels models(Snapshots snapshots, Set<ModelRef> inMemory, Routing routing, Instant now) {
        return new RegistryModels(
                snapshots::snapshot,
                model -> Optional.of(TinyModels.level("1", ZoneOffset.UTC))
                        .filter(bundle -> inMemory.contains(model.ref()))
                        .map(bundle -> new TrainedModel(
                                model.ref(), bundle.network(), bundle.weights(), bundle.task(), bundle.card())),
                routing,
                Duration.ofDays(7),
                Clock.fixed(now, ZoneOffset.UTC),
                new EngineSelector(EngineChoice.FUSED)::forForecasting);
    }

    private static ServingModel serving(byte[] file) {
        RegistryModels models = new RegistryModels(
                () -> ModelSnapshot.EMPTY,
                model -> Optional.empty(),
                Routing.to("default"),
                Duration.ofDays(7),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new EngineSelector(EngineChoice.FUSED)::forForecasting);
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
