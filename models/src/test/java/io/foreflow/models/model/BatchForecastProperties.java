package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchForecastProperties {
    private static final WindowShape SHAPE = WindowShape.DEFAULT;
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final List<SensorId> SENSORS = List.of(SensorId.of("a"), SensorId.of("b"), SensorId.of("c"));
    private static final TrainedModel MODEL = ensemble();

    @Property(tries = 60)
    void aBatchForecastsEachWindowAsItIsForecastAlone(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 200) int count) {
        // given: windows of several sensors and hours; some know little, some nothing
        Random random = new Random(seed);
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            windows.add(window(random));
        }

        try (ModelForecaster batch = ModelForecaster.open(MODEL, network -> FusedEngine.create());
                ModelForecaster alone = ModelForecaster.open(MODEL, network -> FusedEngine.create())) {
            // when
            List<ForecastOutcome> together = batch.forecastAll(windows);

            // then: bit for bit, also when the batch's arrays are used again
            assertThat(together).isEqualTo(windows.stream().map(alone::forecast).toList());
            Collections.shuffle(windows, random);
            assertThat(batch.forecastAll(windows))
                    .isEqualTo(windows.stream().map(alone::forecast).toList());
        }
    }

    private static Window window(Random random) {
        double level = 100 + 50 * random.nextGaussian();
        double gaps = random.nextInt(4) == 0 ? 0.4 : 0;
        return Window.builder(
                        SENSORS.get(random.nextInt(SENSORS.size())),
                        Instant.parse("2021-03-20T00:00:00Z").plus(Duration.ofHours(random.nextInt(500))),
                        SHAPE,
                        random.nextInt(20) == 0 ? ZoneId.of("UTC") : ZONE)
                .history(values(6, level, random.nextInt(20) == 0 ? 0.1 : 0, random))
                .usualPast(values(24, level, gaps, random))
                .yesterday(values(24, level, gaps, random))
                .lastWeek(values(24, level, gaps, random))
                .usual(values(24, level, gaps, random))
                .usualCounts(Collections.nCopies(24, random.nextInt(5)))
                .alike(values(24, level, gaps, random))
                .alikePast(values(24, level, gaps, random))
                .level(random.nextInt(20) == 0 ? Double.NaN : level)
                .scale(10 * random.nextDouble())
                .baselines(
                        random.nextInt(10) == 0
                                ? BaselineErrors.UNKNOWN
                                : new BaselineErrors(random.nextDouble(), random.nextDouble(), random.nextDouble()))
                .build();
    }

    private static Values values(int length, double level, double gaps, Random random) {
        return Values.generate(
                length, i -> random.nextDouble() < gaps ? Double.NaN : level + 10 * random.nextGaussian());
    }

    /** Two networks in one member, a member for each of two sensors and hours of the day, and the blend. */
    private static TrainedModel ensemble() {
        NetworkSpec deep = NetworkSpec.sequential(
                        requireNonNull(FeatureSet.BLEND_ROW.inputs(SHAPE).get(FeatureSet.INPUT)))
                .add(new Dense(130, Activation.RELU))
                .add(new Dense(24, Activation.LINEAR))
                .build();
        NetworkSpec hours = NetworkSpec.sequential(
                        requireNonNull(FeatureSet.BLEND_HOURS.inputs(SHAPE).get(FeatureSet.INPUT)))
                .add(new Dense(24, Activation.LINEAR))
                .build();
        String ofSensor = "hourly";
        return new TrainedModel(
                new ModelRef("ensemble", "1"),
                List.of(
                        new NamedNetwork("deep-1", deep, weights(deep, 1)),
                        new NamedNetwork("deep-2", deep, weights(deep, 2)),
                        new NamedNetwork("hours-a", hours, weights(hours, 3)),
                        new NamedNetwork("hours-b", hours, weights(hours, 4))),
                new ForecastTask(
                        SHAPE,
                        Set.of(ZONE),
                        TargetBounds.NOT_NEGATIVE,
                        List.of(
                                new Member(
                                        "deep",
                                        List.of("deep-1", "deep-2"),
                                        FeatureSet.BLEND_ROW.label(),
                                        List.of(),
                                        Optional.empty()),
                                new Member(
                                        ofSensor,
                                        "hours-a",
                                        FeatureSet.BLEND_HOURS.label(),
                                        Optional.of(SENSORS.get(0))),
                                new Member(
                                        ofSensor,
                                        "hours-b",
                                        FeatureSet.BLEND_HOURS.label(),
                                        Optional.of(SENSORS.get(1)))),
                        Map.of(
                                SENSORS.get(0),
                                new MemberShares(Map.of("deep", 0.25, ofSensor, 0.5, MemberShares.BLEND, 0.25)),
                                SENSORS.get(1),
                                MemberShares.of(ofSensor)),
                        new MemberShares(Map.of("deep", 0.6, "usual", 0.4))),
                new ModelCard(
                        new BuildFacts("r", Instant.EPOCH, "fused", "0", "17", "x"),
                        new FitFacts("0", 1, 1, 1, 1, 1),
                        Map.of()));
    }

    private static Weights weights(NetworkSpec network, int seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(network).forEach((name, shape) -> {
            float[] numbers = new float[shape.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = 0.1f * (float) random.nextGaussian();
            }
            tensors.put(name, Tensor.owning(shape, numbers));
        });
        return new Weights(tensors);
    }
}
