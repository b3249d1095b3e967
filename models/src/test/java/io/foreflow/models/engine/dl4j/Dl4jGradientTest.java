package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.RandomNetworks;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The engine against plain arithmetic, on graphs with joins, sums, shortcuts and any layer as the output. */
class Dl4jGradientTest {
    private static final int ROWS = 3;
    private static final double TOLERANCE = 1e-4;

    private final Engine engine = new Dl4jEngine();

    @Property(tries = 80, seed = "237", shrinking = ShrinkingMode.OFF)
    void shouldPredictAndDeriveAsPlainArithmeticDoes(@ForAll long seed, @ForAll boolean squared) {
        // given: graphs such as 116, whose dropped sequence is also read by another branch
        NetworkSpec network = RandomNetworks.network(seed);
        Weights weights = withBiases(Initialization.weights(network, seed), seed);
        Samples samples = TestSamples.of(network, ROWS, seed);
        TrainingSpec plan = new TrainingSpec(
                squared ? new Loss.Mse() : new Loss.Mae(), new Sgd(0.1), ROWS, 1, Optional.empty(), seed);
        ReferenceNetwork reference = new ReferenceNetwork(network, weights);

        // when
        float[] predicted = predict(network, weights, samples);
        LossAndGradients derived = engine.gradients(network, weights, samples, plan);

        // then
        int outputs = network.outputShape().size();
        for (int row = 0; row < ROWS; row++) {
            double[] expected = reference.predict(samples, row);
            for (int i = 0; i < outputs; i++) {
                assertThat((double) predicted[row * outputs + i])
                        .as("prediction of row %d at %d", row, i)
                        .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
            }
        }
        double expectedLoss = reference.loss(samples, plan, 0);
        assertThat(derived.loss()).isCloseTo(expectedLoss, within(1e-5 * Math.max(1, expectedLoss)));
        assertClose(derived.gradients(), reference.gradients(samples, plan));
    }

    /** Biases of 0 would put rectifiers exactly on their kink wherever what they read is all 0. */
    private static Weights withBiases(Weights weights, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> {
            float[] data = tensor.toArray();
            if (name.endsWith(WeightShapes.BIAS)) {
                for (int i = 0; i < data.length; i++) {
                    data[i] += (float) (0.3 * random.nextGaussian());
                }
            }
            tensors.put(name, Tensor.owning(tensor.shape(), data));
        });
        return new Weights(tensors);
    }

    private float[] predict(NetworkSpec network, Weights weights, Samples samples) {
        float[] output = new float[samples.rows() * network.outputShape().size()];
        try (Predictor predictor = engine.predictor(network, weights)) {
            predictor.predict(TestSamples.inputs(network, samples), samples.rows(), output);
        }
        return output;
    }

    private static void assertClose(Weights actual, Map<String, double[]> expected) {
        assertThat(actual.tensors().keySet()).containsExactlyElementsOf(expected.keySet());
        double largest = expected.values().stream()
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        expected.forEach((name, numbers) -> {
            Tensor gradient = requireNonNull(actual.tensors().get(name));
            for (int i = 0; i < numbers.length; i++) {
                assertThat((double) gradient.at(i))
                        .as("gradient of %s at %d", name, i)
                        .isCloseTo(numbers[i], within(TOLERANCE * Math.max(1, largest)));
            }
        });
    }
}
