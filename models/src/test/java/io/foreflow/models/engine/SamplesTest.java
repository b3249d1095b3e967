package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Tensor INPUT = Tensor.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 5);

    private static NetworkSpec dense(Activation activation) {
        return NetworkSpec.sequential(Shape.of(3)).add(new Dense(2, activation)).build();
    }

    private static void require(NetworkSpec network, Loss loss, Rows input, Tensor targets) {
        new Samples(Map.of("input", input), targets).requireFit(network, loss);
    }

    private static Tensor targets(float... numbers) {
        return Tensor.of(Shape.of(2, 2), numbers);
    }

    @Test
    void shouldTakeTargetsThatTheLossCanCompare() {
        NetworkSpec sequence = NetworkSpec.sequential(Shape.of(1, 3))
                .add(new Dense(2, Activation.SOFTMAX))
                .build();

        assertThatCode(() -> {
                    require(dense(Activation.LINEAR), new Loss.Quantile(0.1), INPUT, targets(-7, 0, 1e9f, 2));
                    require(dense(Activation.SIGMOID), new Loss.Mae(), INPUT, targets(-7, 0, 1e9f, 2));
                    require(dense(Activation.SIGMOID), new Loss.BinaryCrossEntropy(), INPUT, targets(0, 1, 0.5f, 0));
                    require(
                            dense(Activation.SOFTMAX),
                            new Loss.CategoricalCrossEntropy(),
                            INPUT,
                            targets(0, 1, 0.3f, 0.7f));
                    require(
                            dense(Activation.SOFTMAX),
                            new Loss.SparseCategoricalCrossEntropy(),
                            INPUT,
                            Tensor.of(Shape.of(2), 0, 1));
                    require(
                            sequence,
                            new Loss.SparseCategoricalCrossEntropy(),
                            Tensor.of(Shape.of(2, 1, 3), 0, 1, 2, 3, 4, 5),
                            Tensor.of(Shape.of(2, 1), 0, 1));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseTargetsThatTheLossCannotCompare() {
        Loss binary = new Loss.BinaryCrossEntropy();
        Loss categorical = new Loss.CategoricalCrossEntropy();
        Loss sparse = new Loss.SparseCategoricalCrossEntropy();

        assertThatThrownBy(() -> require(dense(Activation.SIGMOID), binary, INPUT, targets(0, 1, 1.5f, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("targets must be from 0 to 1, but row 1 holds 1.5");
        assertThatThrownBy(() -> require(dense(Activation.SIGMOID), binary, INPUT, targets(0, Float.NaN, 1, 0)))
                .hasMessageContaining("row 0 holds NaN");
        assertThatThrownBy(() -> require(dense(Activation.SOFTMAX), categorical, INPUT, targets(0, 1, 0.5f, 0.25f)))
                .hasMessageContaining("targets must sum to 1 over the classes, but those of row 1 sum to 0.75");
        assertThatThrownBy(() -> require(dense(Activation.SOFTMAX), sparse, INPUT, targets(0, 1, 1, 0)))
                .hasMessageContaining("targets of shape (2, 2) where the network needs () a row");
        for (float wrong : new float[] {2, -1, 0.5f, Float.NaN}) {
            assertThatThrownBy(
                            () -> require(dense(Activation.SOFTMAX), sparse, INPUT, Tensor.of(Shape.of(2), 1, wrong)))
                    .hasMessageContaining("targets must be whole numbers from 0 to 1, but row 1 holds " + wrong);
        }
    }

    @Test
    void shouldRefuseLogarithmsOfWhatIsNoProbability() {
        NetworkSpec flattened = NetworkSpec.sequential(Shape.of(3))
                .add(new Dense(2, Activation.SIGMOID))
                .add(new Flatten())
                .build();

        assertThatThrownBy(() ->
                        require(dense(Activation.SOFTMAX), new Loss.BinaryCrossEntropy(), INPUT, targets(0, 1, 1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the loss binary_crossentropy needs probabilities: the output dense must be a dense layer"
                        + " with activation sigmoid");
        assertThatThrownBy(() -> require(
                        dense(Activation.LINEAR), new Loss.CategoricalCrossEntropy(), INPUT, targets(0, 1, 1, 0)))
                .hasMessageContaining("activation softmax");
        assertThatThrownBy(() -> require(
                        dense(Activation.RELU),
                        new Loss.SparseCategoricalCrossEntropy(),
                        INPUT,
                        Tensor.of(Shape.of(2), 0, 1)))
                .hasMessageContaining("activation softmax");
        assertThatThrownBy(() -> require(flattened, new Loss.BinaryCrossEntropy(), INPUT, targets(0, 1, 1, 0)))
                .hasMessageContaining("the output flatten must be a dense layer");
    }

    @Test
    void shouldRefuseWhatAnEmbeddingCannotLookUp() {
        NetworkSpec words = NetworkSpec.sequential(Shape.of(3))
                .add(new Embedding(6, 2))
                .add(new Flatten())
                .add(new Dense(2, Activation.LINEAR))
                .build();
        Tensor targets = targets(0, 0, 0, 0);

        assertThatCode(() -> require(words, new Loss.Mse(), INPUT, targets)).doesNotThrowAnyException();
        for (float wrong : new float[] {6, -1, 2.5f, Float.NaN}) {
            assertThatThrownBy(() ->
                            require(words, new Loss.Mse(), Tensor.of(Shape.of(2, 3), 0, 1, 2, 3, 4, wrong), targets))
                    .hasMessageContaining("input input must be whole numbers from 0 to 5, but row 1 holds " + wrong);
        }
        assertThatThrownBy(() -> require(words, new Loss.Mse(), IndexLists.of(3, new int[1], new int[1]), targets))
                .hasMessageContaining("input input consists of index lists where the embedding embedding needs whole");
    }

    @Test
    void shouldRefuseRowsOfAnotherNumberOrShape() {
        assertThatThrownBy(() -> new Samples(Map.of("input", INPUT), Tensor.of(Shape.of(3, 1), 1, 2, 3)))
                .hasMessage("input input has 2 rows where the targets have 3");
        assertThatThrownBy(() -> require(
                        dense(Activation.LINEAR),
                        new Loss.Mse(),
                        IndexLists.of(4, new int[1], new int[1]),
                        targets(0, 0, 0, 0)))
                .hasMessageContaining("input input of shape (2, 4) where the network needs (3,) a row");
        assertThatThrownBy(() -> new Samples(Map.of("other", INPUT), targets(0, 0, 0, 0))
                        .requireFit(dense(Activation.LINEAR), new Loss.Mse()))
                .hasMessageContaining("input input (3,) is missing")
                .hasMessageContaining("the network has no input other");
    }
}
