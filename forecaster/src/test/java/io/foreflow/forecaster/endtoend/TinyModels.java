package io.foreflow.forecaster.endtoend;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Models that were never trained: one dense layer with all weights zero. */
public final class TinyModels {
    private TinyModels() {}

    /** A model that forecasts the window's level. */
    public static TrainedModel level(String version, ZoneId zone) {
        return aside(version, zone, 0);
    }

    /** A model that forecasts the window's level and {@code scales} times its scale. */
    public static TrainedModel aside(String version, ZoneId zone, float scales) {
        return aside(new ModelRef("default", version), zone, scales);
    }

    static TrainedModel aside(ModelRef ref, ZoneId zone, float scales) {
        return constant(ref, zone, FeatureSet.TUTORIAL_ROW, scales, Instant.parse("2026-01-01T00:00:00Z"));
    }

    /**
     * A model that forecasts the blend of the baselines and {@code scales} times the window's scale.
     *
     * @param trained time in its card
     */
    static TrainedModel blend(String version, ZoneId zone, float scales, Instant trained) {
        return constant(new ModelRef("default", version), zone, FeatureSet.BLEND_ROW, scales, trained);
    }

    private static TrainedModel constant(
            ModelRef ref, ZoneId zone, FeatureSet features, float scales, Instant trained) {
        WindowShape shape = WindowShape.DEFAULT;
        NetworkSpec network = NetworkSpec.sequential(
                        requireNonNull(features.inputs(shape).get(FeatureSet.INPUT)))
                .add(new Dense(shape.horizon(), Activation.LINEAR))
                .build();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        WeightShapes.of(network).forEach((name, of) -> {
            float[] data = new float[of.size()];
            if (of.rank() == 1) {
                Arrays.fill(data, scales); // the biases
            }
            weights.put(name, Tensor.owning(of, data));
        });
        return new TrainedModel(
                ref,
                network,
                new Weights(weights),
                new ForecastTask(shape, Set.of(zone), features.label()),
                new ModelCard(
                        new BuildFacts("by-hand", trained, "none", "0.1.0", "17", "any"),
                        new FitFacts("0".repeat(64), 1, 1, 237, 1, 1),
                        Map.of()));
    }
}
