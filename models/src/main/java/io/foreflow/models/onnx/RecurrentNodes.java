package io.foreflow.models.onnx;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.onnx.GraphWriter.Attribute;
import java.util.ArrayList;
import java.util.List;

/** A recurrent layer as nodes of an ONNX graph. ONNX' operators go over [time, batch, features] and have a dimension for the direction. */
final class RecurrentNodes {
    private final GraphWriter graph;
    private final Weights weights;
    private final String name;
    private final Shape in;
    private final int[] gatePlaces;

    /** @param gatePlaces the place at which ONNX keeps each of Keras' gates; none for a single block */
    RecurrentNodes(GraphWriter graph, Weights weights, String name, Shape in, int... gatePlaces) {
        this.graph = graph;
        this.weights = weights;
        this.name = name;
        this.in = in;
        this.gatePlaces = gatePlaces.length == 0 ? new int[] {0} : gatePlaces.clone();
    }

    /** Adds the operator and returns the name of its result. */
    String add(
            String operator,
            int units,
            boolean sequences,
            List<Activation> activations,
            String read,
            Attribute... more) {
        int columns = gatePlaces.length * units;
        graph.constant(name + "/W", Shape.of(1, columns, in.last()), transposed(WeightShapes.KERNEL, units));
        graph.constant(name + "/R", Shape.of(1, columns, units), transposed(WeightShapes.RECURRENT_KERNEL, units));
        graph.constant(name + "/B", Shape.of(1, 2 * columns), biases(units));
        graph.node("Transpose", List.of(read), name + "/steps", Attribute.numbers("perm", 1, 0, 2));
        List<Attribute> attributes = new ArrayList<>(attributes(activations));
        attributes.add(Attribute.number("hidden_size", units));
        attributes.addAll(List.of(more));
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
        return name;
    }

    /** Returns the biases of the inputs and those of the states; the latter are 0 where the layer has one row of biases. */
    private float[] biases(int units) {
        int columns = gatePlaces.length * units;
        Tensor bias = weights.get(name, WeightShapes.BIAS);
        float[] numbers = new float[2 * columns];
        for (int i = 0; i < bias.size(); i++) {
            numbers[i / columns * columns + place(i % columns, units)] = bias.at(i);
        }
        return numbers;
    }

    /** Turns [in, gates · units] into [gates · units, in], with the gates in ONNX' order. */
    private float[] transposed(String part, int units) {
        Tensor tensor = weights.get(name, part);
        int columns = gatePlaces.length * units;
        int rows = tensor.size() / columns;
        float[] numbers = new float[tensor.size()];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                numbers[place(column, units) * rows + row] = tensor.at(row * columns + column);
            }
        }
        return numbers;
    }

    private int place(int column, int units) {
        return gatePlaces[column / units] * units + column % units;
    }

    /** A linear activation is called Affine, with a factor and a summand. */
    private List<Attribute> attributes(List<Activation> activations) {
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
                                    "layer " + name + " has no form in ONNX: a recurrent layer cannot have a softmax");
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
}
