package io.foreflow.forecaster.query;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An ensemble that was never trained: a network for all sensors, and a regression for the sensor {@code a}. */
public final class SmallEnsemble {
    private static final WindowShape SHAPE = WindowShape.DEFAULT;
    private static final Shape ROW =
            requireNonNull(FeatureSet.BLEND_ROW.inputs(SHAPE).get(FeatureSet.INPUT));

    private SmallEnsemble() {}

    /** @param zone zone of its sensors */
    public static TrainedModel of(String version, String zone) {
        NetworkSpec deep = NetworkSpec.sequential(ROW)
                .add(new Dense(4, Activation.RELU))
                .add(new Dense(SHAPE.horizon(), Activation.LINEAR))
                .build();
        NetworkSpec linear = NetworkSpec.sequential(ROW)
                .add(new Dense(SHAPE.horizon(), Activation.LINEAR))
                .build();
        return new TrainedModel(
                new ModelRef("default", version),
                List.of(
                        new NamedNetwork("dense", deep, small(Initialization.weights(deep, 1))),
                        new NamedNetwork("sensor-ridge-1", linear, small(Initialization.weights(linear, 2)))),
                new ForecastTask(
                        SHAPE,
                        Set.of(ZoneId.of(zone)),
                        TargetBounds.NONE,
                        List.of(
                                new Member("dense", "dense", FeatureSet.BLEND_ROW.label(), Optional.empty()),
                                new Member(
                                        "sensor-ridge",
                                        "sensor-ridge-1",
                                        FeatureSet.BLEND_ROW.label(),
                                        Optional.of(SensorId.of("a")))),
                        Map.of(
                                SensorId.of("a"),
                                new MemberShares(Map.of("dense", 0.25, "sensor-ridge", 0.5, "blend", 0.25))),
                        MemberShares.of("dense")),
                new ModelCard(
                        new BuildFacts("by-hand", Instant.parse("2026-01-01T00:00:00Z"), "none", "0.1.0", "17", "any"),
                        new FitFacts("0".repeat(64), 1, 1, 237, 1, 1),
                        Map.of()));
    }

    /** Returns weights with which a correction stays small. */
    private static Weights small(Weights weights) {
        Map<String, Tensor> smaller = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> {
            float[] numbers = tensor.toArray();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] *= 0.2f;
            }
            smaller.put(name, Tensor.owning(tensor.shape(), numbers));
        });
        return new Weights(smaller);
    }
}
