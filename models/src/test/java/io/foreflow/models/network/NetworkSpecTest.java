package io.foreflow.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkSpecTest {
    private static NetworkSpec withHead(Shape input, LayerSpec layer) {
        return NetworkSpec.sequential(input)
                .add(layer)
                .add(new Dense(24, Activation.LINEAR))
                .build();
    }

    @Test
    void shouldCountTheParametersThatKerasCounts() {
        assertThat(NetworkSummary.parameters(withHead(Shape.of(6), new Dense(16, Activation.RELU))))
                .isEqualTo(520);
        assertThat(NetworkSummary.parameters(withHead(Shape.of(6, 1), new Lstm(16))))
                .isEqualTo(1560);
        assertThat(NetworkSummary.parameters(withHead(Shape.of(1, 6), new Lstm(16))))
                .isEqualTo(1880);
        assertThat(NetworkSummary.parameters(withHead(Shape.of(6, 1), new Gru(16))))
                .isEqualTo(1320);
        assertThat(NetworkSummary.parameters(
                        withHead(Shape.of(6, 1), new Gru(16, Activation.TANH, Activation.SIGMOID, false, false))))
                .isEqualTo(1272);
        assertThat(NetworkSummary.parameters(withHead(Shape.of(1, 6), new SimpleRnn(16))))
                .isEqualTo(776);
        assertThat(NetworkSummary.parameters(withHead(Shape.of(6, 1), new SimpleRnn(16))))
                .isEqualTo(696);
    }

    @Test
    void shouldPrintKerasTable() {
        assertThat(NetworkSummary.of(withHead(Shape.of(6), new Dense(16, Activation.RELU))))
                .isEqualTo("""
                        Model: "sequential"
                        ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┓
                        ┃ Layer (type)    ┃ Output Shape ┃ Param # ┃
                        ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━┩
                        │ dense (Dense)   │ (None, 16)   │     112 │
                        ├─────────────────┼──────────────┼─────────┤
                        │ dense_1 (Dense) │ (None, 24)   │     408 │
                        └─────────────────┴──────────────┴─────────┘
                         Total params: 520 (2.03 KB)
                         Trainable params: 520 (2.03 KB)
                         Non-trainable params: 0 (0.00 B)
                        """);
    }

    @Test
    void shouldTellWhatALayerOfAGraphReads() {
        // given
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("history", Shape.of(6, 2));
        inputs.put("context", Shape.of(150));
        NetworkSpec network = new NetworkSpec(
                inputs,
                List.of(
                        new Node("lstm", new Lstm(16), List.of("history")),
                        new Node("joined", new Concatenate(), List.of("lstm", "context")),
                        new Node("result", new Dense(24, Activation.LINEAR), List.of("joined"))),
                "result");

        // then
        assertThat(NetworkSummary.of(network))
                .contains("Model: \"functional\"")
                .contains("│ history (InputLayer) │ (None, 6, 2) │       0 │ -             │")
                .contains("│ lstm (LSTM)          │ (None, 16)   │   1,216 │ history       │")
                .contains("│ joined (Concatenate) │ (None, 166)  │       0 │ lstm, context │")
                .contains(" Total params: 5,224 (20.41 KB)");
    }

    @Test
    void shouldOrderWeightsByLayerAndPart() {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(12, 2))
                .add(new Lstm(8, Activation.TANH, Activation.SIGMOID, true))
                .add(new SimpleRnn(4))
                .add(new Dense(3, Activation.LINEAR, false, 0, Initializer.ZEROS))
                .build();

        // when
        Map<String, Shape> shapes = WeightShapes.of(network);

        // then
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("lstm/kernel", Shape.of(2, 32));
        expected.put("lstm/recurrent_kernel", Shape.of(8, 32));
        expected.put("lstm/bias", Shape.of(32));
        expected.put("simple_rnn/kernel", Shape.of(8, 4));
        expected.put("simple_rnn/recurrent_kernel", Shape.of(4, 4));
        expected.put("simple_rnn/bias", Shape.of(4));
        expected.put("dense/kernel", Shape.of(4, 3));
        assertThat(shapes).containsExactlyEntriesOf(expected);
    }

    @Test
    void shouldApplyDenseToTheLastDimension() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(6, 2))
                .add(new Dense(5, Activation.LINEAR))
                .build();

        assertThat(network.outputShape()).isEqualTo(Shape.of(6, 5));
    }

    @Test
    void shouldLookUpEachNumberOfAnInput() {
        // given: as of a text of 256 words from a vocabulary of 10,000
        NetworkSpec network = NetworkSpec.sequential(Shape.of(256))
                .add(new Embedding(10_000, 16))
                .add(new Flatten())
                .add(new Dense(1, Activation.SIGMOID))
                .build();

        // then
        assertThat(network.shapes().get("embedding")).isEqualTo(Shape.of(256, 16));
        assertThat(WeightShapes.of(network))
                .containsEntry("embedding/embeddings", Shape.of(10_000, 16))
                .doesNotContainKey("embedding/bias");
        assertThat(NetworkSummary.of(network))
                .contains("│ embedding (Embedding) │ (None, 256, 16) │ 160,000 │")
                .contains(" Total params: 164,097 (641.00 KB)");
    }

    @Test
    void shouldRefuseToLookUpWhatALayerYields() {
        Node dense = new Node("dense", new Dense(3, Activation.RELU), List.of("x"));
        Node embedding = new Node("embedding", new Embedding(5, 2), List.of("dense"));

        assertThatThrownBy(() -> new NetworkSpec(Map.of("x", Shape.of(3)), List.of(dense, embedding), "embedding"))
                .hasMessageContaining("layer embedding reads dense, which is a layer: an embedding looks up whole"
                        + " numbers, and so reads an input");
        assertThatThrownBy(() -> new Embedding(0, 2)).hasMessage("inputDim (0) must be in 1 to 16777216");
        assertThatThrownBy(() -> new Embedding(2, 0)).hasMessage("outputDim (0) must be in 1 to 1048576");
    }

    @Test
    void shouldSayWhichTargetsALossCompares() {
        Shape output = Shape.of(6, 10);

        assertThat(new Loss.CategoricalCrossEntropy().targets(output)).isEqualTo(output);
        assertThat(new Loss.SparseCategoricalCrossEntropy().targets(output)).isEqualTo(Shape.of(6));
        assertThat(new Loss.SparseCategoricalCrossEntropy().targets(Shape.of(10)))
                .isEqualTo(Shape.of());
        for (double level : new double[] {0, 1, -0.5, Double.NaN}) {
            assertThatThrownBy(() -> new Loss.Quantile(level))
                    .hasMessage("quantile level (" + level + ") must be above 0 and below 1");
        }
    }

    @Test
    void shouldRefuseGraphsThatCannotBe() {
        Map<String, Shape> input = Map.of("x", Shape.of(3));
        Node dense = new Node("dense", new Dense(3, Activation.LINEAR), List.of("x"));
        Node add = new Node("add", new Add(), List.of("x"));
        Node flatten = new Node("flatten", new Flatten(), List.of("x", "x"));

        assertThatThrownBy(() -> new NetworkSpec(Map.of(), List.of(dense), "dense"))
                .hasMessageContaining("at least one input");
        assertThatThrownBy(() -> new NetworkSpec(input, List.of(), "dense")).hasMessageContaining("at least one layer");
        assertThatThrownBy(() -> new NetworkSpec(input, List.of(dense, dense), "dense"))
                .hasMessageContaining("the name dense is used twice");
        assertThatThrownBy(() -> new NetworkSpec(input, List.of(add), "add"))
                .hasMessageContaining("layer add needs two or more inputs");
        assertThatThrownBy(() -> new NetworkSpec(input, List.of(flatten), "flatten"))
                .hasMessageContaining("layer flatten reads one input, not 2");
        assertThatThrownBy(() ->
                        new NetworkSpec(input, List.of(dense, new Node("other", new Flatten(), List.of("x"))), "dense"))
                .hasMessageContaining("layer other does not contribute to the output dense");
        assertThatThrownBy(() -> new NetworkSpec(Map.of("x", Shape.of()), List.of(dense), "dense"))
                .hasMessageContaining("input x needs at least one dimension");
    }
}
