package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.network.Extent;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.RandomNetworks;
import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Initial weights, batch order and dropout masks: everything that a fit draws. */
class DrawsTest {
    private static final NetworkSpec NETWORK = NetworkSpec.sequential(Shape.of(6, 2))
            .add(new Lstm(16, Activation.TANH, Activation.SIGMOID, true))
            .add(new SimpleRnn(8))
            .add(new Dense(24, Activation.LINEAR))
            .build();

    @Property(tries = 100, seed = "237")
    void shouldGiveEachNetworkTheWeightsThatItNeeds(@ForAll long seed) {
        // given
        NetworkSpec network = RandomNetworks.network(seed);

        // when
        Weights weights = Initialization.weights(network, seed);

        // then
        weights.requireFit(network);
        assertThat(weights.tensors().keySet())
                .containsExactlyElementsOf(WeightShapes.of(network).keySet());
        assertThat(Initialization.weights(network, seed)).isEqualTo(weights);
    }

    @Test
    void shouldDrawEmbeddingsAsKerasDoes() {
        // given
        NetworkSpec network =
                NetworkSpec.sequential(Shape.of(4)).add(new Embedding(500, 8)).build();

        // when
        Tensor embeddings = Initialization.weights(network, 1).get("embedding", Weights.EMBEDDINGS);

        // then: uniform in ±0.05
        float least = 0;
        float most = 0;
        double sum = 0;
        for (int i = 0; i < embeddings.size(); i++) {
            least = Math.min(least, embeddings.at(i));
            most = Math.max(most, embeddings.at(i));
            sum += embeddings.at(i);
        }
        assertThat(least).isBetween(-0.05f, -0.049f);
        assertThat(most).isBetween(0.049f, 0.05f);
        assertThat(sum / embeddings.size()).isCloseTo(0, within(0.002));
    }

    @Test
    void shouldDrawKernelsFromGlorotsInterval() {
        // when
        Tensor kernel = Initialization.weights(NETWORK, 1).get("lstm", "kernel");

        // then
        double limit = Math.sqrt(6.0 / (2 + 64));
        float[] data = kernel.toArray();
        double squares = 0;
        for (float value : data) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) limit);
            squares += value * value;
        }
        assertThat(squares / data.length).isCloseTo(limit * limit / 3, within(0.2 * limit * limit / 3));
    }

    @Test
    void shouldDrawConvolutionsByTheFansOfTheirWindows() {
        // given: fans of 3 · 5 · 8 and 3 · 5 · 16
        NetworkSpec network = NetworkSpec.sequential(Shape.of(9, 9, 8))
                .add(new Conv2d(16, new Extent(3, 5), Extent.square(1), Padding.VALID, Activation.RELU, true, 0, Initializer.GLOROT_UNIFORM))
                .build();

        // when
        float[] kernel =
                Initialization.weights(network, 1).get("conv2d", "kernel").toArray();

        // then
        double limit = Math.sqrt(6.0 / (3 * 5 * 8 + 3 * 5 * 16));
        double largest = 0;
        for (float weight : kernel) {
            largest = Math.max(largest, Math.abs(weight));
        }
        assertThat(largest).isBetween(0.99 * limit, limit);
    }

    @Test
    void shouldNameTheWeightsOfANestedNetwork() {
        // given
        NetworkSpec base = NetworkSpec.sequential(Shape.of(4))
                .add(new Dense(2, Activation.RELU))
                .build();
        NetworkSpec network =
                NetworkSpec.sequential(Shape.of(4)).add(new Nested(base)).build();

        // when
        Weights weights = Initialization.weights(network, 1);

        // then
        weights.requireFit(network);
        weights.requireFit(network.inlined());
        assertThat(weights.tensors()).containsOnlyKeys("nested.dense/kernel", "nested.dense/bias");
    }

    @Test
    void shouldDrawOrthogonalRecurrentKernels() {
        // when
        Tensor kernel = Initialization.weights(NETWORK, 1).get("lstm", "recurrent_kernel");

        // then
        int columns = kernel.shape().at(1);
        for (int a = 0; a < 16; a++) {
            for (int b = 0; b < 16; b++) {
                double product = 0;
                for (int k = 0; k < columns; k++) {
                    product += (double) kernel.at(a * columns + k) * kernel.at(b * columns + k);
                }
                assertThat(product).isCloseTo(a == b ? 1 : 0, within(1e-6));
            }
        }
    }

    @Test
    void shouldOpenTheForgetGate() {
        // when
        float[] bias = Initialization.weights(NETWORK, 1).get("lstm", "bias").toArray();

        // then
        float[] expected = new float[64];
        Arrays.fill(expected, 16, 32, 1);
        assertThat(bias).containsExactly(expected);
    }

    @Test
    void shouldDrawTheSameOnEveryMachine() {
        // These numbers are a promise: a seed in a bundle's card names one run, for ever.
        Weights weights = Initialization.weights(NETWORK, 237);

        assertThat(requireNonNull(weights.tensors().get("dense/kernel")).at(0)).isEqualTo(0.16661854f);
        assertThat(requireNonNull(weights.tensors().get("simple_rnn/recurrent_kernel"))
                        .at(0))
                .isEqualTo(-0.61794776f);
        assertThat(BatchOrder.epoch(237, 1, 8)).containsExactly(1, 0, 4, 2, 3, 7, 5, 6);
        DropoutMask mask = new DropoutMask(237, "dropout", 3, 0.5);
        assertThat(IntStream.range(0, 8).mapToObj(mask::at))
                .containsExactly(0.0f, 2.0f, 0.0f, 2.0f, 0.0f, 0.0f, 0.0f, 0.0f);
    }

    @Property(tries = 200, seed = "237")
    void shouldTakeEachRowOnceAnEpoch(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 500) int epoch,
            @ForAll @IntRange(min = 1, max = 200) int rows) {
        // when
        int[] order = BatchOrder.epoch(seed, epoch, rows);

        // then
        assertThat(Arrays.stream(order).sorted().toArray())
                .containsExactly(IntStream.range(0, rows).toArray());
        assertThat(BatchOrder.epoch(seed, epoch, rows)).containsExactly(order);
        assertThat(BatchOrder.of(Sampler.SHUFFLED, seed, Tensor.owning(Shape.of(rows, 1), new float[rows]))
                        .epoch(epoch))
                .containsExactly(order);
    }

    @Test
    void shouldShuffleEachEpochAnew() {
        assertThat(BatchOrder.epoch(1, 1, 100)).isNotEqualTo(BatchOrder.epoch(1, 2, 100));
        assertThat(BatchOrder.epoch(1, 1, 100)).isNotEqualTo(BatchOrder.epoch(2, 1, 100));
    }

    @Test
    void shouldDropTheShareThatIsAskedFor() {
        // given
        int count = 100_000;

        // when
        DropoutMask mask = new DropoutMask(1, "dropout", 0, 0.3);
        double dropped = IntStream.range(0, count).filter(i -> mask.at(i) == 0).count() / (double) count;

        // then
        assertThat(dropped).isCloseTo(0.3, within(0.01));
        assertThat(IntStream.range(0, count).mapToObj(mask::at).distinct())
                .containsExactlyInAnyOrder(0f, (float) (1 / 0.7));
    }

    @Test
    void shouldDropOthersInEachStepAndLayer() {
        assertThat(dropped(1, "a", 0)).isNotEqualTo(dropped(1, "a", 1));
        assertThat(dropped(1, "a", 0)).isNotEqualTo(dropped(1, "b", 0));
        assertThat(dropped(1, "a", 0)).isNotEqualTo(dropped(2, "a", 0));
    }

    private static int[] dropped(long seed, String layer, long step) {
        DropoutMask mask = new DropoutMask(seed, layer, step, 0.5);
        return IntStream.range(0, 200).filter(i -> mask.at(i) == 0).toArray();
    }
}
