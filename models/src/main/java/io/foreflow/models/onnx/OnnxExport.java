package io.foreflow.models.onnx;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.onnx.GraphWriter.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with its weights as an ONNX file (https://onnx.ai, operator set 17). Inputs [batch, …shape] have the names and
 * the order that the network gives them; the output has the name of the network's output. What only trains, dropout and
 * regularisation, is left out.
 */
public final class OnnxExport {
    /** Of January 2023: every runtime since then reads it. */
    private static final int IR_VERSION = 8;

    private static final int OPERATOR_SET = 17;
    /** At which place ONNX keeps Keras' gates i, f, c, o: its order is i, o, f, c. */
    private static final int[] GATE_PLACES = {0, 2, 3, 1};

    private static final int INT64 = 7;

    private final GraphWriter graph = new GraphWriter();
    private final PictureNodes pictures = new PictureNodes(graph);
    private final Map<String, Shape> shapes;
    private final Weights weights;

    private OnnxExport(NetworkSpec network, Weights weights) {
        this.shapes = network.shapes();
        this.weights = weights;
    }

    /**
     * The file's bytes; the same for the same arguments.
     *
     * @param metadata free text by name, kept in the file, for instance the model's name and version
     * @throws IllegalArgumentException unless the weights are those of the network, or if ONNX has no form of a layer: a
     *     recurrent one with a softmax
     */
    public static byte[] write(NetworkSpec network, Weights weights, Map<String, String> metadata) {
        weights.requireFit(network);
        NetworkSpec inlined = network.inlined();
        Message model = new Message()
                .number(1, IR_VERSION)
                .text(2, "foreflow")
                .message(7, new OnnxExport(inlined, weights).graph(inlined, network.output()))
                .message(8, new Message().text(1, "").number(2, OPERATOR_SET));
        new LinkedHashMap<>(metadata)
                .forEach((name, text) ->
                        model.message(14, new Message().text(1, name).text(2, text)));
        return model.toBytes().toByteArray();
    }

    private Message graph(NetworkSpec network, String output) {
        network.inputs().forEach(graph::input);
        network.nodes().forEach(this::add);
        if (!output.equals(network.output())) {
            graph.node("Identity", List.of(network.output()), output);
        }
        graph.output(output, network.outputShape());
        return graph.toMessage();
    }

    private void add(Node node) {
        LayerSpec layer = node.layer();
        String name = node.name();
        String read = node.inputs().get(0);
        if (layer instanceof Dense dense) {
            dense(name, dense, read);
        } else if (layer instanceof SimpleRnn rnn) {
            recurrent(
                    "RNN",
                    name,
                    rnn.units(),
                    rnn.returnSequences(),
                    activations(name, rnn.activation()),
                    read,
                    new int[] {0});
        } else if (layer instanceof Lstm lstm) {
            recurrent(
                    "LSTM",
                    name,
                    lstm.units(),
                    lstm.returnSequences(),
                    activations(name, lstm.recurrentActivation(), lstm.activation(), lstm.activation()),
                    read,
                    GATE_PLACES);
        } else if (layer instanceof Embedding) {
            graph.node("Cast", List.of(read), name + "/whole", Attribute.number("to", INT64));
            graph.node(
                    "Gather",
                    List.of(weight(name, WeightShapes.EMBEDDINGS), name + "/whole"),
                    name,
                    Attribute.number("axis", 0));
        } else if (layer instanceof Flatten) {
            graph.node("Flatten", List.of(read), name, Attribute.number("axis", 1));
        } else if (layer instanceof Dropout) {
            graph.node("Identity", List.of(read), name);
        } else if (layer instanceof Concatenate) {
            graph.node("Concat", node.inputs(), name, Attribute.number("axis", -1));
        } else if (layer instanceof Add) {
            graph.node("Sum", node.inputs(), name);
        } else if (layer instanceof Conv2d conv) {
            pictures.conv2d(name, conv, weights, read);
        } else if (layer instanceof MaxPooling2d pooling) {
            pictures.maxPooling2d(name, pooling, read);
        } else if (layer instanceof Rescaling rescaling) {
            pictures.rescaling(name, rescaling, read);
        } else if (layer instanceof BgrMeans) {
            pictures.bgrMeans(name, read);
        } else {
            throw new IllegalArgumentException("layer " + name + " has no form in ONNX: " + layer);
        }
    }

    private void dense(String name, Dense dense, String read) {
        boolean linear = dense.activation() == Activation.LINEAR;
        String sums = linear ? name : name + "/sums";
        String product = dense.useBias() ? name + "/product" : sums;
        graph.node("MatMul", List.of(read, weight(name, WeightShapes.KERNEL)), product);
        if (dense.useBias()) {
            graph.node("Add", List.of(product, weight(name, WeightShapes.BIAS)), sums);
        }
        graph.activation(dense.activation(), sums, name);
    }

    /** ONNX' recurrent operators go over [time, batch, features] and have a dimension for the direction. */
    private void recurrent(
            String operator,
            String name,
            int units,
            boolean sequences,
            List<Attribute> activations,
            String read,
            int[] gatePlaces) {
        int columns = gatePlaces.length * units;
        float[] biases =
                Arrays.copyOf(transposed(weights.get(name, WeightShapes.BIAS), gatePlaces, units), 2 * columns);
        graph.constant(
                name + "/W",
                Shape.of(1, columns, inputFeatures(read)),
                transposed(name, WeightShapes.KERNEL, gatePlaces, units));
        graph.constant(
                name + "/R",
                Shape.of(1, columns, units),
                transposed(name, WeightShapes.RECURRENT_KERNEL, gatePlaces, units));
        graph.constant(name + "/B", Shape.of(1, 2 * columns), biases);
        graph.node("Transpose", List.of(read), name + "/steps", Attribute.numbers("perm", 1, 0, 2));
        List<Attribute> attributes = new ArrayList<>(activations);
        attributes.add(Attribute.number("hidden_size", units));
        List<String> inputs = List.of(name + "/steps", name + "/W", name + "/R", name + "/B");
        String all = sequences ? name + "/all" : "";
        String last = sequences ? "" : name + "/last";
        graph.node(
                operator, inputs, sequences ? List.of(all) : List.of(all, last), attributes.toArray(Attribute[]::new));
        if (sequences) {
            graph.node("Squeeze", List.of(all, graph.constant(1)), name + "/squeezed");
            graph.node("Transpose", List.of(name + "/squeezed"), name, Attribute.numbers("perm", 1, 0, 2));
        } else {
            graph.node("Squeeze", List.of(last, graph.constant(0)), name);
        }
    }

    private int inputFeatures(String read) {
        return requireNonNull(shapes.get(read)).last();
    }

    /** A linear activation is called Affine, with a factor and a summand. */
    private static List<Attribute> activations(String layer, Activation... activations) {
        List<String> names = new ArrayList<>();
        List<Float> factors = new ArrayList<>();
        List<Float> summands = new ArrayList<>();
        for (Activation activation : activations) {
            names.add(
                    switch (activation) {
                        case LINEAR -> "Affine";
                        case RELU -> "Relu";
                        case TANH -> "Tanh";
                        case SIGMOID -> "Sigmoid";
                        case SOFTMAX ->
                            throw new IllegalArgumentException(
                                    "layer " + layer + " has no form in ONNX: a recurrent layer cannot have a softmax");
                    });
            if (activation == Activation.LINEAR) {
                factors.add(1f);
                summands.add(0f);
            }
        }
        List<Attribute> attributes = new ArrayList<>(List.of(Attribute.texts("activations", names)));
        if (!factors.isEmpty()) {
            attributes.add(Attribute.reals("activation_alpha", factors));
            attributes.add(Attribute.reals("activation_beta", summands));
        }
        return attributes;
    }

    private String weight(String layer, String part) {
        String name = layer + "/" + part;
        Tensor tensor = weights.get(layer, part);
        graph.constant(name, tensor.shape(), tensor.toArray());
        return name;
    }

    private float[] transposed(String layer, String part, int[] gatePlaces, int units) {
        return transposed(weights.get(layer, part), gatePlaces, units);
    }

    /** [in, gates · units] to [gates · units, in], with the gates in ONNX' order. */
    private static float[] transposed(Tensor tensor, int[] gatePlaces, int units) {
        int columns = gatePlaces.length * units;
        int rows = tensor.size() / columns;
        float[] numbers = new float[tensor.size()];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int place = gatePlaces[column / units] * units + column % units;
                numbers[place * rows + row] = tensor.at(row * columns + column);
            }
        }
        return numbers;
    }
}
