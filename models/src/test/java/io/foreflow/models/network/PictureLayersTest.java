package io.foreflow.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Convolutions, pooling and what else pictures need, and networks in networks. */
class PictureLayersTest {
    private static final Dense ONE = new Dense(1, Activation.SIGMOID);

    private final ObjectMapper yaml = new YAMLMapper();

    private static Shape shapeAfter(Shape input, LayerSpec layer) {
        return NetworkSpec.sequential(input).add(layer).build().outputShape();
    }

    @Test
    void shouldCountTheParametersThatKerasCounts() {
        // given
        Shape digit = Shape.of(28, 28, 1);
        Shape photo = Shape.of(180, 180, 3);
        Dense ten = new Dense(10, Activation.SOFTMAX);

        // then
        assertThat(NetworkSummary.parameters(PictureNetworks.convolutions(digit, 2, ten, 32, 64, 128)))
                .isEqualTo(104_202);
        assertThat(NetworkSummary.parameters(PictureNetworks.convolutions(photo, 2, ONE, 32, 64, 128)))
                .isEqualTo(308_417);
        assertThat(NetworkSummary.parameters(PictureNetworks.convolutions(photo, 4, ONE, 32, 64, 128, 256, 512)))
                .isEqualTo(1_593_665);
    }

    @Test
    void shouldCountTheParametersOfVgg16() {
        // given
        NetworkSpec base = PictureNetworks.vgg16Base(Shape.of(224, 224, 3));
        NetworkSpec whole = NetworkSpec.sequential(Shape.of(224, 224, 3))
                .add(new BgrMeans())
                .add(new Nested(base))
                .add(new Flatten())
                .add(new Dense(4096, Activation.RELU))
                .add(new Dense(4096, Activation.RELU))
                .add(new Dense(1000, Activation.SOFTMAX))
                .build();

        // then
        assertThat(NetworkSummary.parameters(base)).isEqualTo(14_714_688);
        assertThat(NetworkSummary.parameters(whole)).isEqualTo(138_357_544);
        assertThat(NetworkSummary.parameters(whole.inlined())).isEqualTo(138_357_544);
    }

    @Test
    void shouldPrintKerasTable() {
        NetworkSpec network =
                PictureNetworks.convolutions(Shape.of(28, 28, 1), 2, new Dense(10, Activation.SOFTMAX), 32, 64, 128);
        assertThat(NetworkSummary.of(network)).isEqualTo("""
                        Model: "sequential"
                        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━┓
                        ┃ Layer (type)                   ┃ Output Shape       ┃ Param # ┃
                        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━┩
                        │ conv2d (Conv2D)                │ (None, 26, 26, 32) │     320 │
                        ├────────────────────────────────┼────────────────────┼─────────┤
                        │ max_pooling2d (MaxPooling2D)   │ (None, 13, 13, 32) │       0 │
                        ├────────────────────────────────┼────────────────────┼─────────┤
                        │ conv2d_1 (Conv2D)              │ (None, 11, 11, 64) │  18,496 │
                        ├────────────────────────────────┼────────────────────┼─────────┤
                        │ max_pooling2d_1 (MaxPooling2D) │ (None, 5, 5, 64)   │       0 │
                        ├────────────────────────────────┼────────────────────┼─────────┤
                        │ conv2d_2 (Conv2D)              │ (None, 3, 3, 128)  │  73,856 │
                        ├────────────────────────────────┼────────────────────┼─────────┤
                        │ flatten (Flatten)              │ (None, 1152)       │       0 │
                        ├────────────────────────────────┼────────────────────┼─────────┤
                        │ dense (Dense)                  │ (None, 10)         │  11,530 │
                        └────────────────────────────────┴────────────────────┴─────────┘
                         Total params: 104,202 (407.04 KB)
                         Trainable params: 104,202 (407.04 KB)
                         Non-trainable params: 0 (0.00 B)
                        """);
    }

    @Test
    void shouldShowANestedNetworkAsOneRow() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(180, 180, 3))
                .add(new Rescaling(1 / 255.0, 0))
                .add(new Nested(PictureNetworks.vgg16Base(Shape.of(180, 180, 3))))
                .add(new Flatten())
                .add(ONE)
                .build();
        assertThat(NetworkSummary.of(network))
                .contains("│ rescaling (Rescaling) │ (None, 180, 180, 3) │          0 │")
                .contains("│ nested (Sequential)   │ (None, 5, 5, 512)   │ 14,714,688 │")
                .doesNotContain("block1_conv1");
    }

    @Test
    void shouldWorkOutShapesAsTensorFlowDoes() {
        // given
        Shape picture = Shape.of(7, 10, 2);

        // then
        assertThat(shapeAfter(picture, new Conv2d(4, 3, Activation.RELU))).isEqualTo(Shape.of(5, 8, 4));
        assertThat(shapeAfter(picture, new Conv2d(4, 3, Padding.SAME, Activation.RELU)))
                .isEqualTo(Shape.of(7, 10, 4));
        assertThat(shapeAfter(picture, strided(Padding.VALID))).isEqualTo(Shape.of(3, 3, 4));
        assertThat(shapeAfter(picture, strided(Padding.SAME))).isEqualTo(Shape.of(4, 4, 4));
        assertThat(shapeAfter(picture, new MaxPooling2d(2))).isEqualTo(Shape.of(3, 5, 2));
        assertThat(shapeAfter(picture, new MaxPooling2d(Extent.square(3), Extent.square(2)))).isEqualTo(Shape.of(3, 4, 2));
    }

    private static Conv2d strided(Padding padding) {
        return new Conv2d(4, new Extent(3, 2), new Extent(2, 3), padding, Activation.RELU, true, 0, Initializer.GLOROT_UNIFORM);
    }

    @Test
    void shouldPadMoreAtTheEnd() {
        assertThat(Padding.SAME.before(4, 3, 1)).isEqualTo(1);
        assertThat(Padding.SAME.before(4, 2, 1)).isZero();
        assertThat(Padding.SAME.before(4, 3, 2)).isZero();
        assertThat(Padding.SAME.before(5, 3, 2)).isEqualTo(1);
        assertThat(Padding.SAME.before(5, 1, 3)).isZero();
        assertThat(Padding.VALID.before(5, 3, 2)).isZero();
    }

    @Test
    void shouldReadTheSameNetworkFromYaml() throws JsonProcessingException {
        // given
        String text = """
                inputs: {input: [28, 28, 1]}
                layers:
                  - {type: conv2d, filters: 32, kernelSize: [3, 3], activation: relu}
                  - {type: max_pooling2d}
                  - {type: conv2d, filters: 64, kernelSize: 3, activation: relu}
                  - {type: max_pooling2d, poolSize: 2}
                  - {type: conv2d, filters: 128, kernelSize: 3, strides: 1, padding: valid, activation: relu}
                  - {type: flatten}
                  - {type: dense, units: 10, activation: softmax}
                """;

        // then
        assertThat(SpecJson.network(yaml.readTree(text)))
                .isEqualTo(PictureNetworks.convolutions(
                        Shape.of(28, 28, 1), 2, new Dense(10, Activation.SOFTMAX), 32, 64, 128));
    }

    @Test
    void shouldReadEachLayerThatItWrote() throws JsonProcessingException {
        // given
        NetworkSpec base = NetworkSpec.sequential(Shape.of(9, 9, 3))
                .add(strided(Padding.SAME))
                .add(new MaxPooling2d(new Extent(3, 2), new Extent(1, 2)))
                .build();
        NetworkSpec network = NetworkSpec.sequential(Shape.of(9, 9, 3))
                .add(new Rescaling(255, -0.5))
                .add(new BgrMeans())
                .add(new Nested(base))
                .add(new Flatten())
                .add(ONE)
                .build();

        // then
        assertThat(SpecJson.network(yaml.readTree(yaml.writeValueAsString(SpecJson.toJson(network)))))
                .isEqualTo(network);
    }

    @Test
    void shouldTellAllProblemsOfPictureLayersAtOnce() {
        assertThatThrownBy(() -> SpecJson.network(yaml.readTree("""
                        inputs: {picture: [9, 9, 3]}
                        layers:
                          - {type: conv2d, kernelSize: [3, 0], padding: smae}
                          - {type: conv2d, filters: 8}
                          - {type: max_pooling2d, poolSize: [2], strides: 1025}
                          - {type: rescaling, offset: a}
                          - type: nested
                            network: {inputs: {x: [2]}, layers: [{type: dense}], colour: red}
                          - {type: nested}
                        """)))
                .isInstanceOfSatisfying(InvalidSpecException.class, thrown -> assertThat(thrown.problems())
                        .containsExactlyInAnyOrder(
                                "layers[0].filters is missing; it must be a whole number from 1 to 1048576",
                                "layers[0].kernelSize ([3,0]) must be a whole number from 1 to 1024, or a list of two",
                                "layers[0].padding (\"smae\") must be one of valid, same; did you mean same?",
                                "layers[1].kernelSize is missing; it must be a whole number from 1 to 1024, or a list"
                                        + " of two",
                                "layers[2].poolSize ([2]) must be a whole number from 1 to 1024, or a list of two",
                                "layers[2].strides (1025) must be a whole number from 1 to 1024, or a list of two",
                                "layers[3].scale is missing; it must be a number",
                                "layers[3].offset (\"a\") must be a number",
                                "layers[4].network.layers[0].units is missing; it must be a whole number from 1 to"
                                        + " 1048576",
                                "layers[4].network.colour (\"red\") is an unknown key; known are inputs, layers,"
                                        + " output",
                                "layers[5].network is missing; it must be an object with inputs, layers and output"));
    }

    @Test
    void shouldTellWhereANestedNetworkIsWrong() {
        assertThatThrownBy(() -> SpecJson.network(yaml.readTree("""
                        inputs: {picture: [9, 9, 3]}
                        layers:
                          - type: nested
                            network:
                              inputs: {x: [9, 9, 3]}
                              layers: [{type: lstm, units: 1}]
                          - type: nested
                            network:
                              inputs: {x: [2], y: [2]}
                              layers: [{type: add, inputs: [x, y]}]
                        """)))
                .isInstanceOfSatisfying(InvalidSpecException.class, thrown -> assertThat(thrown.problems())
                        .containsExactly(
                                "layers[0].network: layer lstm needs an input (steps, features), not (9, 9, 3)",
                                "layers[1]: a nested network must have one input, not 2"));
    }

    @Test
    void shouldRefuseLayersThatCannotBe() {
        assertThatThrownBy(() -> shapeAfter(Shape.of(6, 6), new Conv2d(4, 3, Activation.RELU)))
                .hasMessage("layer conv2d needs an input (height, width, channels), not (6, 6)");
        assertThatThrownBy(() -> shapeAfter(Shape.of(2, 6, 1), new Conv2d(4, 3, Activation.RELU)))
                .hasMessage("layer conv2d has windows of 3 on a side of 2");
        assertThatThrownBy(() -> shapeAfter(Shape.of(6, 2, 1), new MaxPooling2d(3)))
                .hasMessage("layer max_pooling2d has windows of 3 on a side of 2");
        assertThatThrownBy(() -> shapeAfter(Shape.of(6, 6, 1), new BgrMeans()))
                .hasMessage("layer bgr_means needs an input of three colours, not (6, 6, 1)");
        assertThatThrownBy(() -> new Conv2d(0, 3, Activation.RELU)).hasMessage("filters (0) must be in 1 to 1048576");
        assertThatThrownBy(() -> new MaxPooling2d(Extent.square(2), new Extent(0, 2))).hasMessage("strideHeight (0) must be in 1 to 1024");
        assertThatThrownBy(() -> new Rescaling(1, Double.NaN))
                .hasMessage("scale (1.0) and offset (NaN) must be finite numbers");
    }

    @Test
    void shouldInlineNestedNetworks() {
        // given: a base in a base in a graph that reads it twice
        NetworkSpec inner = NetworkSpec.sequential(Shape.of(4))
                .add(new Dense(4, Activation.RELU))
                .add(new Dense(4, Activation.LINEAR))
                .build();
        NetworkSpec outer = NetworkSpec.sequential(Shape.of(4))
                .add(new Nested(inner))
                .add(new Dense(4, Activation.TANH))
                .build();
        NetworkSpec network = new NetworkSpec(
                Map.of("x", Shape.of(4)),
                List.of(
                        new Node("scaled", new Rescaling(2, 0), List.of("x")),
                        new Node("base", new Nested(outer), List.of("scaled")),
                        new Node("sum", new Add(), List.of("base", "scaled"))),
                "sum");

        // when
        NetworkSpec inlined = network.inlined();

        // then
        Dense tanh = new Dense(4, Activation.TANH);
        assertThat(inlined)
                .isEqualTo(new NetworkSpec(
                        Map.of("x", Shape.of(4)),
                        List.of(
                                new Node("scaled", new Rescaling(2, 0), List.of("x")),
                                new Node("base.nested.dense", new Dense(4, Activation.RELU), List.of("scaled")),
                                new Node(
                                        "base.nested.dense_1",
                                        new Dense(4, Activation.LINEAR),
                                        List.of("base.nested.dense")),
                                new Node("base.dense", tanh, List.of("base.nested.dense_1")),
                                new Node("sum", new Add(), List.of("base.dense", "scaled"))),
                        "sum"));
        assertThat(inlined.inlined()).isSameAs(inlined);
        assertThat(WeightShapes.of(network)).containsExactlyEntriesOf(WeightShapes.of(inlined));
        assertThat(WeightShapes.of(network)).containsEntry("base.nested.dense/kernel", Shape.of(4, 4));
    }

    @Test
    void shouldEndWithTheLastLayerOfANestedNetwork() {
        // given
        NetworkSpec base = NetworkSpec.sequential(Shape.of(4)).add(ONE).build();
        NetworkSpec network =
                NetworkSpec.sequential(Shape.of(4)).add(new Nested(base)).build();

        // then
        assertThat(network.inlined().output()).isEqualTo("nested.dense");
        new Loss.BinaryCrossEntropy().requireFit(network);
    }

    @Test
    void shouldRefuseNestedNetworksThatCannotBe() {
        // given
        NetworkSpec base = NetworkSpec.sequential(Shape.of(4)).add(ONE).build();
        Node nested = new Node("base", new Nested(base), List.of("x"));
        Node clash = new Node("base.dense", ONE, List.of("base"));
        NetworkSpec words =
                NetworkSpec.sequential(Shape.of(4)).add(new Embedding(9, 2)).build();

        // then
        assertThatThrownBy(() -> new NetworkSpec(Map.of("x", Shape.of(5)), List.of(nested), "base"))
                .hasMessage("layer base is a network that reads (4,), not (5,)");
        assertThatThrownBy(() -> new NetworkSpec(Map.of("x", Shape.of(4)), List.of(nested, clash), "base.dense"))
                .hasMessageContaining("the name base.dense is used twice");
        assertThatThrownBy(() -> NetworkSpec.sequential(Shape.of(4))
                        .add(new Dense(4, Activation.RELU))
                        .add(new Nested(words))
                        .build())
                .hasMessageContaining("layer nested reads dense, which is a layer: an embedding looks up");
    }

    @Test
    void shouldNestNetworksToABoundedDepth() {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(4))
                .add(new Dense(4, Activation.RELU))
                .build();
        for (int depth = 0; depth < LayerSpec.MAX_DEPTH; depth++) {
            network =
                    NetworkSpec.sequential(Shape.of(4)).add(new Nested(network)).build();
        }
        NetworkSpec deepest = network;

        // then
        assertThatThrownBy(() -> new Nested(deepest)).hasMessage("networks are nested more than 4 deep");
        assertThat(WeightShapes.of(deepest)).containsKey("nested.nested.nested.nested.dense/kernel");
    }

    @Test
    void shouldCutOutWhatALayerNeeds() {
        // given
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("one", Shape.of(3));
        inputs.put("two", Shape.of(3));
        Node first = new Node("first", new Dense(3, Activation.RELU), List.of("one"));
        Node second = new Node("second", new Dense(3, Activation.RELU), List.of("two"));
        Node last = new Node("last", new Dense(3, Activation.RELU), List.of("second"));
        Node sum = new Node("sum", new Add(), List.of("first", "last"));
        NetworkSpec network = new NetworkSpec(inputs, List.of(first, second, last, sum), "sum");

        // then
        assertThat(network.upTo("last"))
                .isEqualTo(new NetworkSpec(Map.of("two", Shape.of(3)), List.of(second, last), "last"));
        assertThat(network.upTo("sum")).isEqualTo(network);
        assertThatThrownBy(() -> network.upTo("one")).hasMessage("the network has no layer one");
    }
}
