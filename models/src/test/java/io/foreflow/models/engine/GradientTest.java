package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Engine.LossAndGradients;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.RandomNetworks;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The engines against plain arithmetic, on graphs with joins, sums, shortcuts and any layer as the output. */
class GradientTest {
    private static final int ROWS = 3;
    private static final double TOLERANCE = 1e-4;

    @Property(tries = 100, seed = "237", shrinking = ShrinkingMode.OFF)
    void shouldPredictAndDeriveAsPlainArithmeticDoes(@ForAll long seed, @ForAll("losses") Loss loss) {
        // given: among these are graphs whose dropped sequence is also read by another branch
        check(network(seed, loss), loss, seed);
    }

    @Property(tries = 24, seed = "237", shrinking = ShrinkingMode.OFF)
    void shouldTakeTheMeanOverThePositionsOfASequence(@ForAll long seed, @ForAll("losses") Loss loss) {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2, 3, 2))
                .add(new Dense(4, Activation.TANH))
                .add(new Dense(3, last(loss)))
                .build();

        // then
        check(network, loss, seed);
    }

    private static void check(NetworkSpec network, Loss loss, long seed) {
        Weights weights = offTheKinks(Initialization.weights(network, seed), seed);
        Samples samples = TestSamples.multiHot(network, loss, ROWS, seed);
        TrainingSpec plan = new TrainingSpec(loss, new Sgd(0.1), ROWS, 1, Optional.empty(), seed);
        ReferenceNetwork reference = new ReferenceNetwork(network, weights);
        double expectedLoss = reference.loss(samples, plan, 0);
        Map<String, double[]> expectedGradients = reference.gradients(samples, plan);

        Engines.all().forEach((name, engine) -> {
            // when
            float[] predicted = TestSamples.predict(engine, network, weights, samples);
            float[] ofNumbers = TestSamples.predict(engine, network, weights, TestSamples.dense(samples));
            LossAndGradients derived = engine.gradients(network, weights, samples, plan);
            LossAndGradients fromNumbers = engine.gradients(network, weights, TestSamples.dense(samples), plan);

            // then
            assertPredicted(name, predicted, reference, samples);
            assertPredicted(name + " of numbers", ofNumbers, reference, samples);
            for (LossAndGradients found : List.of(derived, fromNumbers)) {
                assertThat(found.loss())
                        .as("loss of %s", name)
                        .isCloseTo(expectedLoss, within(1e-5 * Math.max(1, expectedLoss)));
                assertClose(name, found.gradients(), expectedGradients);
            }
        });
    }

    @Provide
    Arbitrary<Loss> losses() {
        return Arbitraries.of(
                new Loss.Mse(),
                new Loss.Mae(),
                new Loss.Quantile(0.9),
                new Loss.BinaryCrossEntropy(),
                new Loss.CategoricalCrossEntropy(),
                new Loss.SparseCategoricalCrossEntropy());
    }

    private static NetworkSpec network(long seed, Loss loss) {
        return last(loss) == Activation.LINEAR
                ? RandomNetworks.network(seed)
                : RandomNetworks.network(seed, last(loss));
    }

    /** What the last layer does for this loss. */
    private static Activation last(Loss loss) {
        if (loss instanceof Loss.BinaryCrossEntropy) {
            return Activation.SIGMOID;
        }
        return loss instanceof Loss.CategoricalCrossEntropy || loss instanceof Loss.SparseCategoricalCrossEntropy
                ? Activation.SOFTMAX
                : Activation.LINEAR;
    }

    /**
     * Biases of 0 would put rectifiers exactly on their kink wherever what they read is all 0, and so would a recurrent
     * kernel of −1 where a step repeats the one before it.
     */
    private static Weights offTheKinks(Weights weights, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> {
            float[] data = tensor.toArray();
            if (name.endsWith(WeightShapes.BIAS) || name.endsWith(WeightShapes.RECURRENT_KERNEL)) {
                for (int i = 0; i < data.length; i++) {
                    data[i] += (float) (0.3 * random.nextGaussian());
                }
            }
            tensors.put(name, Tensor.owning(tensor.shape(), data));
        });
        return new Weights(tensors);
    }

    private static void assertPredicted(String name, float[] predicted, ReferenceNetwork reference, Samples samples) {
        int outputs = predicted.length / samples.rows();
        for (int row = 0; row < samples.rows(); row++) {
            double[] expected = reference.predict(samples, row);
            for (int i = 0; i < outputs; i++) {
                assertThat((double) predicted[row * outputs + i])
                        .as("prediction of %s, row %d at %d", name, row, i)
                        .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    private static void assertClose(String engine, Weights actual, Map<String, double[]> expected) {
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
                        .as("%s: gradient of %s at %d", engine, name, i)
                        .isCloseTo(numbers[i], within(TOLERANCE * Math.max(1, largest)));
            }
        });
    }
}
