package io.foreflow.models.bundle;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationScore;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.ClassTree.ClassSplit;
import io.foreflow.models.tabular.ClassTree.Further;
import io.foreflow.models.tabular.ClassTree.Leaf;
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
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Small bundles to write, read and damage. */
final class ExampleBundles {
    private ExampleBundles() {}

    /** A recurrent network over three steps that forecasts two; weights 1/8, 2/8, … */
    static TrainedModel recurrent() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(3, 1))
                .add(new Lstm(2))
                .add(new Dense(2, Activation.LINEAR))
                .build();
        return bundle(network, new WindowShape(Step.HOUR, 3, 2), "tutorial-steps");
    }

    static TrainedModel bundle(NetworkSpec network, WindowShape shape, String features) {
        return new TrainedModel(
                new ModelRef("freeway", "v1"),
                network,
                weights(network),
                new ForecastTask(shape, Set.of(ZoneId.of("America/Los_Angeles"), ZoneId.of("UTC")), features),
                card());
    }

    /** A regressor over two columns. */
    static TrainedModel columns() {
        return inference(
                NetworkSpec.sequential(Shape.of(2))
                        .add(new Dense(1, Activation.LINEAR))
                        .build(),
                new Columns(List.of(new Column("rooms", 6.28, 0.7), Column.plain("age"))),
                new Value("price", "USD", 0, 100_000));
    }

    /** A recurrent regressor over three steps that estimates two values. */
    static TrainedModel steps() {
        return inference(
                NetworkSpec.sequential(Shape.of(3, 1))
                        .add(new Lstm(2))
                        .add(new Dense(2, Activation.LINEAR))
                        .build(),
                new Columns(List.of(Column.plain("3 hours ago"), Column.plain("2 hours ago"), Column.plain("last"))),
                new ValueSequence(List.of("in an hour", "in 2 hours"), "cars/h", 100, 10));
    }

    /** A classifier of texts with two classes. */
    static TrainedModel text() {
        return inference(
                NetworkSpec.sequential(Shape.of(6))
                        .add(new Dense(1, Activation.SIGMOID))
                        .build(),
                new Text(List.of("the", "naïve", "it's"), 6),
                new Classes(List.of("negative", "positive")));
    }

    /** A classifier of pictures that decides in two steps. */
    static TrainedModel picture() {
        NetworkSpec network = new NetworkSpec(
                Map.of("input", Shape.of(2, 2, 1)),
                List.of(
                        new Node("flatten", new Flatten(), List.of("input")),
                        new Node("first", new Dense(2, Activation.SOFTMAX), List.of("flatten")),
                        new Node("second", new Dense(2, Activation.SOFTMAX), List.of("flatten")),
                        new Node("splits", new Concatenate(), List.of("first", "second"))),
                "splits");
        return inference(
                network,
                new Picture(2, 2, 1),
                new ClassTree(
                        List.of("cat", "dog", "tree"),
                        List.of(
                                new ClassSplit(List.of(new Further(1), new Leaf(2))),
                                new ClassSplit(List.of(new Leaf(0), new Leaf(1))))));
    }

    static TrainedModel inference(NetworkSpec network, InputSpec input, OutputSpec output) {
        return new TrainedModel(
                new ModelRef("answers", "v1"),
                network,
                weights(network),
                new InferenceTask(input, output),
                ModelCard.ofInference(
                        build("imdb", "fused"),
                        new FitFacts("0f".repeat(32), 25_000, 237, 20, 4),
                        Map.of("testAccuracy", 0.875, "testMae", Double.NaN)));
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

    static ModelCard card() {
        return new ModelCard(
                build("lstm", "dl4j"),
                new FitFacts("0f".repeat(32), 17_462, 2, 237, 40, 31),
                Map.of(
                        "network", new ValidationScore(12.25, 0.61),
                        "usual", new ValidationScore(14.5, 2e-3),
                        "lastWeek", new ValidationScore(Double.NaN, Double.NaN)));
    }

    private static BuildFacts build(String recipe, String engine) {
        return new BuildFacts(recipe, Instant.parse("2026-01-31T12:00:00Z"), engine, "0.1.0", "17.0.9", "Linux amd64");
    }
}
