package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InputGradientsTest {
    private static final int ROWS = 3;

    static Stream<NetworkSpec> networks() {
        NetworkSpec base = NetworkSpec.sequential(Shape.of(6, 5, 3))
                .add(new Conv2d(4, 3, Padding.SAME, Activation.TANH))
                .add(new MaxPooling2d(2))
                .build();
        return Stream.of(
                NetworkSpec.sequential(Shape.of(6, 5, 3))
                        .add(new BgrMeans())
                        .add(new Rescaling(0.02, 1.5))
                        .add(new Nested(base))
                        .add(new Dropout(0.5))
                        .add(new Conv2d(2, 2, Activation.RELU))
                        .build(),
                NetworkSpec.sequential(Shape.of(4, 2))
                        .add(new Lstm(3, Activation.TANH, Activation.SIGMOID, true))
                        .add(new SimpleRnn(3))
                        .add(new Dense(2, Activation.SOFTMAX))
                        .build(),
                NetworkSpec.sequential(Shape.of(4, 2))
                        .add(new Flatten())
                        .add(new Dense(2, Activation.SIGMOID))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldDeriveByTheInput(NetworkSpec network) {
        // given
        Weights weights = Initialization.weights(network, 5);
        Samples samples = TestSamples.of(network, ROWS, 5);
        Tensor inputs = (Tensor) requireNonNull(samples.inputs().get("input"));
        Tensor deltas = samples.targets();
        double[] expected = differences(network, weights, inputs, deltas);

        for (FusedEngine engine : List.of(FusedEngine.plain(), FusedEngine.create())) {
            // when
            Tensor gradients = engine.inputGradients(network, weights, inputs, deltas);

            // then
            assertThat(gradients.shape()).isEqualTo(inputs.shape());
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) gradients.at(i))
                        .as("gradient by number %d", i)
                        .isCloseTo(expected[i], within(1e-4));
            }
        }
    }

    private static double[] differences(NetworkSpec network, Weights weights, Tensor inputs, Tensor deltas) {
        ReferenceNetwork reference = new ReferenceNetwork(network, weights);
        // A power of two, so that single precision holds what is added.
        float step = 1f / 4096;
        int size = inputs.size() / ROWS;
        double[] differences = new double[inputs.size()];
        for (int i = 0; i < differences.length; i++) {
            float[] numbers = inputs.toArray();
            float before = numbers[i];
            numbers[i] = before + step;
            double above = weighted(reference, inputs.shape(), numbers, deltas, i / size);
            double up = (double) numbers[i] - before;
            numbers[i] = before - step;
            double below = weighted(reference, inputs.shape(), numbers, deltas, i / size);
            differences[i] = (above - below) / (up + before - numbers[i]);
        }
        return differences;
    }

    private static double weighted(ReferenceNetwork network, Shape shape, float[] numbers, Tensor deltas, int row) {
        Samples samples = new Samples(Map.of("input", Tensor.owning(shape, numbers)), deltas);
        double[] result = network.predict(samples, row);
        double sum = 0;
        for (int i = 0; i < result.length; i++) {
            sum += result[i] * deltas.at(row * result.length + i);
        }
        return sum;
    }

    @Test
    void shouldDeriveManyRowsInPieces() {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2))
                .add(new Dense(1, Activation.LINEAR))
                .build();
        Weights weights = new Weights(
                Map.of("dense/kernel", Tensor.of(Shape.of(2, 1), 3, -4), "dense/bias", Tensor.of(Shape.of(1), 1)));
        int rows = 70;
        float[] deltas = new float[rows];
        for (int row = 0; row < rows; row++) {
            deltas[row] = row;
        }

        // when
        Tensor gradients = FusedEngine.create()
                .inputGradients(
                        network,
                        weights,
                        Tensor.owning(Shape.of(rows, 2), new float[2 * rows]),
                        Tensor.owning(Shape.of(rows, 1), deltas));

        // then
        for (int row = 0; row < rows; row++) {
            assertThat(gradients.at(2 * row)).isEqualTo(3f * row);
            assertThat(gradients.at(2 * row + 1)).isEqualTo(-4f * row);
        }
    }

    @Test
    void shouldRefuseWhatCannotBeDerived() {
        // given
        FusedEngine engine = FusedEngine.create();
        NetworkSpec words =
                NetworkSpec.sequential(Shape.of(2)).add(new Embedding(5, 3)).build();
        NetworkSpec dense = NetworkSpec.sequential(Shape.of(2))
                .add(new Dense(3, Activation.LINEAR))
                .build();
        Tensor rows = Tensor.of(Shape.of(1, 2), 1, 2);

        // then
        assertThatThrownBy(() -> engine.inputGradients(words, Initialization.weights(words, 1), rows, rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the embedding embedding looks up whole numbers: these have no gradient");
        assertThatThrownBy(() -> engine.inputGradients(dense, Initialization.weights(dense, 1), rows, rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output deltas of shape (1, 2) must be of shape (1, 3)");
        assertThatThrownBy(() -> engine.inputGradients(
                        dense, Initialization.weights(dense, 1), Tensor.of(Shape.of(1, 1), 1), rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inputs of shape (1, 1) must be rows of (2,)");
    }
}
