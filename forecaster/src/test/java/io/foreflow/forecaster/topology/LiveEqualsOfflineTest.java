package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastDigits;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData;
import io.foreflow.training.backtest.RollingData;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.SensorWindows;
import io.foreflow.training.ensemble.EnsembleJob;
import io.foreflow.training.ensemble.EnsemblePlan;
import io.foreflow.training.evaluate.TrackedIntervals;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.WindowerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backtest forecasts is what the live service would have. */
class LiveEqualsOfflineTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final WindowerConfig CONFIG = WindowerConfig.defaults();
    private static final int HOURS = 24 * 60;
    private static final OfflineWindower.Wanted EVERY_WINDOW =
            new OfflineWindower.Wanted(window -> true, window -> false);

    @TempDir
    Path dir;

    @Test
    void shouldForecastTheSameLiveAndInABacktest() {
        // given: two sensors with gaps, an ensemble fitted before the cut
        List<Reading> readings = readings();
        Instant cut = RollingData.cut(readings, 0.2);
        BacktestData data = RollingData.of(CONFIG, readings, NOW, cut).cut(cut, NOW);
        TrainedModel bundle = ensemble(data);

        // when
        Map<SensorId, Map<Instant, Forecast>> live = live(readings, bundle);

        // then
        int compared = 0;
        try (ModelForecaster offline = open(bundle)) {
            for (BacktestData.Block block : data.blocks().values()) {
                List<Window> windows = block.windows();
                List<ForecastOutcome> outcomes = offline.forecastAll(windows);
                for (int i = 0; i < windows.size(); i++) {
                    Forecast forecast = requireNonNull(
                            requireNonNull(live.get(windows.get(i).sensor()))
                                    .get(windows.get(i).origin()));
                    if (outcomes.get(i) instanceof Forecasted forecasted) {
                        assertThat(forecast.fallback()).isFalse();
                        assertThat(forecast.method()).isEqualTo(forecasted.method());
                        assertClose(
                                forecast.values(),
                                ForecastDigits.of(windows.get(i)).round(forecasted.values()));
                        compared++;
                    } else {
                        assertThat(forecast.fallback()).isTrue();
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(400);
    }

    @Test
    void shouldBoundForecastsTheSameLiveAndInABacktestFromTheFirstOneOn() {
        // given: a fresh service with a bundle that was read back, which knows one of the two sensors
        List<Reading> readings = readings();
        Instant cut = RollingData.cut(readings, 0.2);
        TrainedModel bundle = Bundles.read(Bundles.write(ensemble(RollingData.of(
                        CONFIG,
                        readings.stream()
                                .filter(reading -> reading.sensor().value().equals("s0"))
                                .toList(),
                        NOW,
                        cut)
                .cut(cut, NOW))));
        ForecastTask task = bundle.forecastTask();

        // when
        Map<SensorId, Map<Instant, Forecast>> live = live(readings, bundle);

        // then
        assertThat(task.intervals().sensors()).containsOnlyKeys(SensorId.of("s0"));
        for (SensorWindows sensor :
                OfflineWindower.replay(CONFIG, readings, NOW, EVERY_WINDOW).sensors()) {
            Map<Instant, Forecast> made =
                    requireNonNull(live.get(sensor.series().sensor()));
            List<Window> windows = sensor.live();
            TrackedIntervals offline = TrackedIntervals.of(
                    windows,
                    windows.stream()
                            .map(window ->
                                    requireNonNull(made.get(window.origin())).values())
                            .toList(),
                    task.intervals(),
                    task.bounds());
            for (int i = 0; i < windows.size(); i++) {
                Interval interval = offline.intervals().get(i);
                Optional<Interval> known = interval.lower().isComplete()
                        ? Optional.of(ForecastDigits.of(windows.get(i)).round(interval))
                        : Optional.empty();
                assertThat(requireNonNull(made.get(windows.get(i).origin())).interval())
                        .as("window %d", i)
                        .isEqualTo(known);
            }
        }
        Forecast first = requireNonNull(live.get(SensorId.of("s0"))).get(START.plus(Duration.ofHours(1)));
        assertThat(requireNonNull(first).interval()).isPresent();
    }

    /** Up to the rounding of floats in batches of another size, which may move a rounded value by one unit. */
    private static void assertClose(Values live, Values offline) {
        for (int lead = 0; lead < live.length(); lead++) {
            assertThat(live.at(lead)).isCloseTo(offline.at(lead), withinPercentage(0.1));
        }
    }

    private static TrainedModel ensemble(BacktestData data) {
        EnsemblePlan plan =
                new EnsemblePlan("test", "for a test", List.of(Recipes.builtIn("dense", CONFIG.shape())), 1, 600, 0.25);
        return new EnsembleJob(
                        plan, recipe -> FusedEngine.plain(), network -> FusedEngine.plain(), TrainingListener.SILENT)
                .run(
                        data.past().windows().windows(),
                        new Provenance(new ModelRef("default", "1"), NOW, "0", "17", "test"))
                .bundle();
    }

    private static ModelForecaster open(TrainedModel bundle) {
        return ModelForecaster.open(bundle, network -> FusedEngine.plain());
    }

    private Map<SensorId, Map<Instant, Forecast>> live(List<Reading> readings, TrainedModel bundle) {
        Map<SensorId, Map<Instant, Forecast>> forecasts = new HashMap<>();
        ModelForecaster forecaster = open(bundle);
        ServingModel serving = FakeModel.of("1", forecaster::forecast)
                .with(bundle.forecastTask().bounds(), bundle.forecastTask().intervals());
        try (TopologyTestDriver driver = TestStreams.driver(
                TestStreams.pipeline(
                        PipelineConfig.defaults().withWindowing(CONFIG),
                        () -> Optional.of(serving),
                        new PipelineMetrics(new SimpleMeterRegistry())),
                dir,
                NOW)) {
            TestInputTopic<byte[], byte[]> input = driver.createInputTopic(
                    TopicNames.DEFAULT.readings(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    NOW,
                    Duration.ZERO);
            readings.forEach(
                    reading -> input.pipeInput(reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading)));
            driver.createOutputTopic(
                            TopicNames.DEFAULT.forecasts(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readValuesToList()
                    .forEach(bytes -> {
                        Forecast forecast = ForecastJson.read(bytes);
                        forecasts
                                .computeIfAbsent(forecast.sensor(), sensor -> new HashMap<>())
                                .putIfAbsent(forecast.origin(), forecast);
                    });
        }
        return forecasts;
    }

    /** Of two sensors with a day and a week; now and then one is missing, once six hours are. */
    private static List<Reading> readings() {
        Random random = new Random(8);
        List<Reading> readings = new ArrayList<>();
        double drift = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            drift = 0.95 * drift + 0.1 * random.nextGaussian();
            for (int sensor = 0; sensor < 2; sensor++) {
                boolean gap = random.nextInt(200) == 0 || (sensor == 1 && hour / 6 == HOURS / 6 - 20);
                double day = 1 + Math.sin(2 * Math.PI * (hour % 24) / 24);
                double week = hour / 24 % 7 >= 5 ? 0.6 : 1;
                if (!gap) {
                    readings.add(Reading.of(
                            SensorId.of("s" + sensor),
                            START.plus(Duration.ofHours(hour)),
                            100 * (sensor + 1) * (0.2 + day * week * (1 + drift) + 0.02 * random.nextGaussian())));
                }
            }
        }
        return readings;
    }
}
