package io.foreflow.forecaster.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.bundle.Bundles;
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
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Bundles and records to publish. */
final class ExampleModels {
    static final ModelRef V1 = ModelRef.parse("freeway@v1");
    static final ModelRef V2 = ModelRef.parse("freeway@v2");

    /** Holds the champion of the freeway. */
    static final Function<ModelSnapshot, List<RegisteredModel>> CHAMPION =
            snapshot -> snapshot.champion("freeway").stream().toList();

    private ExampleModels() {}

    static byte[] bundle(ModelRef ref) {
        return bundle(ref, 1f);
    }

    /** One dense layer with all weights {@code weight}. */
    static byte[] bundle(ModelRef ref, float weight) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2))
                .add(new Dense(1, Activation.LINEAR))
                .build();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        WeightShapes.of(network).forEach((name, shape) -> {
            float[] data = new float[shape.size()];
            Arrays.fill(data, weight);
            weights.put(name, Tensor.owning(shape, data));
        });
        return Bundles.write(new TrainedModel(
                ref,
                network,
                new Weights(weights),
                new ForecastTask(
                        new WindowShape(Step.HOUR, 2, 1), Set.of(ZoneOffset.UTC), FeatureSet.TUTORIAL_ROW.label()),
                new ModelCard(
                        new BuildFacts(
                                "dense", Instant.parse("2026-01-31T12:00:00Z"), "dl4j", "0.1.0", "17", "Linux amd64"),
                        new FitFacts("none", 0, 0, 1, 1, 1),
                        Map.of())));
    }

    static byte[] key(String key) {
        return key.getBytes(UTF_8);
    }

    /** The key under which {@code value} belongs. */
    static String keyOf(Object name, byte[] value) {
        return name + "#" + Bundles.sha256(value);
    }

    static byte[] alias(ModelRef target, byte[] bundle, ModelRef... previous) {
        return ModelRecords.alias(new AliasTarget(target, Bundles.sha256(bundle), List.of(previous)));
    }
}
