package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.network.Extent;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What one engine trained, another runs; and two engines make the same run. */
class CrossEngineTest {
    private static final int EPOCHS = 8;

    private record Case(String name, NetworkSpec network, Loss loss, OptimizerSpec optimizer) {
        TrainingSpec plan() {
            return new TrainingSpec(loss, optimizer, 16, EPOCHS, Optional.empty(), 11);
        }

        FitResult fit(Engine engine) {
            return engine.fit(
                    network,
                    Initialization.weights(network, 11),
                    TestSamples.multiHot(network, loss, 150, 1),
                    Optional.of(TestSamples.multiHot(network, loss, 60, 2)),
                    plan(),
                    FitListener.SILENT);
        }
    }

    private static List<Case> cases() {
        NetworkSpec dense = NetworkSpec.sequential(Shape.of(6, 1))
                .add(new Flatten())
                .add(new Dense(16, Activation.RELU, true, 1e-3, Initializer.GLOROT_UNIFORM))
                .add(new Dropout(0.2))
                .add(new Dense(24, Activation.LINEAR))
                .build();
        NetworkSpec recurrent = NetworkSpec.sequential(Shape.of(6, 2))
                .add(new Lstm(8, Activation.TANH, Activation.SIGMOID, true))
                .add(new Dropout(0.1))
                .add(new SimpleRnn(6))
                .add(new Dense(5, Activation.LINEAR))
                .build();
        NetworkSpec gated = NetworkSpec.sequential(Shape.of(6, 2))
                .add(new Gru(8, Activation.TANH, Activation.SIGMOID, true, false))
                .add(new Dropout(0.1))
                .add(new Gru(6))
                .add(new Dense(5, Activation.LINEAR))
                .build();
        NetworkSpec words = NetworkSpec.sequential(Shape.of(7))
                .add(new Embedding(20, 4))
                .add(new Lstm(5))
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        NetworkSpec multiHot = NetworkSpec.sequential(Shape.of(40))
                .add(new Dense(16, Activation.RELU))
                .add(new Dense(16, Activation.RELU))
                .add(new Dense(4, Activation.SOFTMAX))
                .build();
        NetworkSpec base = NetworkSpec.sequential(Shape.of(9, 8, 3))
                .add(new Conv2d(20, Extent.square(3), new Extent(2, 1), Padding.SAME, Activation.RELU, true, 1e-3, Initializer.GLOROT_UNIFORM))
                .add(new MaxPooling2d(2))
                .add(new Conv2d(18, 2, Activation.RELU))
                .build();
        NetworkSpec pictures = NetworkSpec.sequential(Shape.of(9, 8, 3))
                .add(new Rescaling(0.5, 0.1))
                .add(new Nested(base))
                .add(new Dropout(0.2))
                .add(new Flatten())
                .add(new Dense(4, Activation.SOFTMAX))
                .build();
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("steps", Shape.of(6, 1));
        inputs.put("context", Shape.of(9));
        NetworkSpec joined = new NetworkSpec(
                inputs,
                List.of(
                        new Node("lstm", new Lstm(8), List.of("steps")),
                        new Node("both", new Concatenate(), List.of("lstm", "context")),
                        new Node("result", new Dense(3, Activation.SOFTMAX), List.of("both"))),
                "result");
        return List.of(
                new Case("dense", dense, new Loss.Mse(), new Adam(1e-2)),
                new Case("dense", dense, new Loss.Quantile(0.9), new RmsProp(1e-2)),
                new Case("recurrent", recurrent, new Loss.Mae(), new Adam(1e-2)),
                new Case("recurrent", recurrent, new Loss.Mse(), new Sgd(0.1)),
                new Case("gated", gated, new Loss.Mse(), new Adam(1e-2)),
                new Case("words", words, new Loss.BinaryCrossEntropy(), new Adam(1e-2)),
                new Case("multi-hot", multiHot, new Loss.SparseCategoricalCrossEntropy(), new RmsProp(1e-2)),
                new Case("pictures", pictures, new Loss.SparseCategoricalCrossEntropy(), new RmsProp(1e-3)),
                new Case("joined", joined, new Loss.CategoricalCrossEntropy(), new Adam(1e-2)));
    }

    /** Of the first engine and each other one. */
    @TestFactory
    Stream<DynamicTest> shouldAgree() {
        List<Map.Entry<String, Engine>> engines = List.copyOf(Engines.all().entrySet());
        return cases().stream().flatMap(example -> engines.stream()
                .skip(1)
                .map(other -> DynamicTest.dynamicTest(
                        example.name + ", " + example.loss.label() + ": "
                                + engines.get(0).getKey() + " and " + other.getKey(),
                        () -> check(example, engines.get(0).getValue(), other.getValue()))));
    }

    private static void check(Case example, Engine one, Engine other) {
        // when
        FitResult byOne = example.fit(one);
        FitResult byOther = example.fit(other);

        // then: the same run
        for (int i = 0; i < EPOCHS; i++) {
            EpochLoss expected = byOne.epochs().get(i);
            EpochLoss actual = byOther.epochs().get(i);
            assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-3 * expected.loss()));
            assertThat(actual.validationLoss())
                    .isCloseTo(expected.validationLoss(), within(1e-3 * expected.validationLoss()));
        }

        // then: the same results of either's weights
        Samples rows = TestSamples.multiHot(example.network, example.loss, 100, 3);
        for (Weights weights : List.of(byOne.weights(), byOther.weights())) {
            float[] expected = TestSamples.predict(one, example.network, weights, rows);
            float[] actual = TestSamples.predict(other, example.network, weights, rows);
            float largest = 0;
            float worst = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
            }
            assertThat(worst)
                    .as("largest difference, where the largest value is %s", largest)
                    .isLessThanOrEqualTo(1e-5f * largest);
        }
    }
}
