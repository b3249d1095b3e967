package io.foreflow.forecaster.topology;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.Picture;
import io.foreflow.models.tabular.Text;
import io.foreflow.models.tabular.Value;
import io.foreflow.models.tabular.ValueSequence;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Classifiers and regressors so small that their answers can be worked out by hand. */
public final class TinyInference {
    private TinyInference() {}

    /** price = 1,000 USD · (perRoom · rooms + age). */
    public static TrainedModel prices(String version, float perRoom) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2))
                .add(new Dense(1, Activation.LINEAR))
                .build();
        return bundle(
                new ModelRef("prices", version),
                network,
                new float[] {perRoom, 1},
                new float[1],
                new Columns(List.of(Column.plain("rooms"), Column.plain("age"))),
                new Value("price", "USD", 0, 1_000));
    }

    /** The next two values after the last: one more, and two more. */
    public static TrainedModel steps(String version) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(2, Activation.LINEAR))
                .build();
        return bundle(
                new ModelRef("steps", version),
                network,
                new float[] {1, 1},
                new float[] {1, 2},
                new Columns(List.of(Column.plain("last"))),
                new ValueSequence(List.of("next", "after"), "cars/h", 0, 1));
    }

    /** Positive with "good", negative with "bad", evenly positive with neither. */
    public static TrainedModel reviews(String version) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(6))
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        return bundle(
                new ModelRef("reviews", version),
                network,
                new float[] {0, 0, 0, 0, 2, -2},
                new float[1],
                new Text(List.of("good", "bad"), 6),
                new Classes(List.of("negative", "positive")));
    }

    /** Pictures of one grey pixel: dark, middling or bright. */
    public static TrainedModel pictures(String version) {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1, 1, 1))
                .add(new Flatten())
                .add(new Dense(3, Activation.SOFTMAX))
                .build();
        return bundle(
                new ModelRef("pictures", version),
                network,
                new float[] {-1, 0, 1},
                new float[] {100, 60, -150},
                new Picture(1, 1, 1),
                new Classes(List.of("dark", "middling", "bright")));
    }

    private static TrainedModel bundle(
            ModelRef ref, NetworkSpec network, float[] kernel, float[] bias, InputSpec input, OutputSpec output) {
        Shape shape = Shape.of(kernel.length / bias.length, bias.length);
        Weights weights = new Weights(
                Map.of("dense/kernel", Tensor.of(shape, kernel), "dense/bias", Tensor.of(Shape.of(bias.length), bias)));
        return new TrainedModel(
                ref,
                network,
                weights,
                new InferenceTask(input, output),
                ModelCard.ofInference(
                        new BuildFacts("by-hand", Instant.EPOCH, "fused", "0.1.0", "17", "amd64"),
                        new FitFacts("0".repeat(64), 1, 237, 1, 1),
                        Map.of("testAccuracy", 0.5)));
    }
}
