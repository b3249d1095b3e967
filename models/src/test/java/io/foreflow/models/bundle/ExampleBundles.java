package io.foreflow.models.bundle;

import io.foreflow.models.bundle.ModelBundle.Card;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.bundle.ModelBundle.Score;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Small bundles to write, read and damage. */
final class ExampleBundles {
    private ExampleBundles() {}

    /** A recurrent network over three steps that forecasts two; weights 1/8, 2/8, … */
    static ModelBundle recurrent() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(3, 1))
                .add(new Lstm(2))
                .add(new Dense(2, Activation.LINEAR))
                .build();
        return bundle(network, new WindowShape(Step.HOUR, 3, 2), "tutorial-steps");
    }

    static ModelBundle bundle(NetworkSpec network, WindowShape shape, String features) {
        return new ModelBundle(
                new ModelRef("freeway", "v1"),
                network,
                weights(network),
                new ForecastTask(shape, Set.of(ZoneId.of("America/Los_Angeles"), ZoneId.of("UTC")), features),
                card());
    }

    static Weights weights(NetworkSpec network) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int next = 1;
        for (Map.Entry<String, Shape> weight : WeightShapes.of(network).entrySet()) {
            float[] data = new float[weight.getValue().size()];
            for (int i = 0; i < data.length; i++) {
                data[i] = next++ / 8f;
            }
            tensors.put(weight.getKey(), Tensor.owning(weight.getValue(), data));
        }
        return new Weights(tensors);
    }

    static Card card() {
        return new Card(
                "lstm",
                Instant.parse("2026-01-31T12:00:00Z"),
                "dl4j",
                "0.1.0",
                "17.0.9",
                "Linux amd64",
                "0f".repeat(32),
                17_462,
                2,
                237,
                40,
                31,
                Map.of(
                        "network", new Score(12.25, 0.61),
                        "usual", new Score(14.5, 2e-3),
                        "lastWeek", new Score(Double.NaN, Double.NaN)));
    }
}
