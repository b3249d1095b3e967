package io.foreflow.models.onnx;

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
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.onnx.GraphWriter.Attribute;
import java.util.List;

/** Adds the nodes of one layer to an ONNX graph. Methods return the name of the layer's result. */
final class LayerNodes implements LayerSpec.LayerVisitor<String> {
    private static final int INT64 = 7;

    private final GraphWriter graph;
    private final Weights weights;
    private final Node node;
    private final Shape in;
    private final String name;
    private final String read;

    /** @param in shape of the first input */
    LayerNodes(GraphWriter graph, Weights weights, Node node, Shape in) {
        this.graph = graph;
        this.weights = weights;
        this.node = node;
        this.in = in;
        this.name = node.name();
        this.read = node.inputs().get(0);
    }

    @Override
    public String visit(Dense dense) {
        boolean linear = dense.activation() == Activation.LINEAR;
        String sums = linear ? name : name + "/sums";
        String product = dense.useBias() ? name + "/product" : sums;
        graph.node("MatMul", List.of(read, weight(WeightShapes.KERNEL)), product);
        if (dense.useBias()) {
            graph.node("Add", List.of(product, weight(WeightShapes.BIAS)), sums);
        }
        graph.activation(dense.activation(), sums, name);
        return name;
    }

    @Override
    public String visit(SimpleRnn rnn) {
        return new RecurrentNodes(graph, weights, name, in)
                .add("RNN", rnn.units(), rnn.returnSequences(), List.of(rnn.activation()), read);
    }

    @Override
    public String visit(Lstm lstm) {
        // ONNX orders Keras' gates i, f, c, o as i, o, f, c.
        return new RecurrentNodes(graph, weights, name, in, 0, 2, 3, 1)
                .add(
                        "LSTM",
                        lstm.units(),
                        lstm.returnSequences(),
                        List.of(lstm.recurrentActivation(), lstm.activation(), lstm.activation()),
                        read);
    }

    @Override
    public String visit(Gru gru) {
        return new RecurrentNodes(graph, weights, name, in, 0, 1, 2)
                .add(
                        "GRU",
                        gru.units(),
                        gru.returnSequences(),
                        List.of(gru.recurrentActivation(), gru.activation()),
                        read,
                        Attribute.number("linear_before_reset", gru.resetAfter() ? 1 : 0));
    }

    @Override
    public String visit(Flatten flatten) {
        return add("Flatten", Attribute.number("axis", 1));
    }

    @Override
    public String visit(Dropout dropout) {
        return add("Identity");
    }

    @Override
    public String visit(Concatenate concatenate) {
        graph.node("Concat", node.inputs(), name, Attribute.number("axis", -1));
        return name;
    }

    @Override
    public String visit(Add add) {
        graph.node("Sum", node.inputs(), name);
        return name;
    }

    @Override
    public String visit(Embedding embedding) {
        graph.node("Cast", List.of(read), name + "/whole", Attribute.number("to", INT64));
        graph.node(
                "Gather", List.of(weight(WeightShapes.EMBEDDINGS), name + "/whole"), name, Attribute.number("axis", 0));
        return name;
    }

    @Override
    public String visit(Conv2d conv) {
        new PictureNodes(graph).conv2d(name, conv, weights, read);
        return name;
    }

    @Override
    public String visit(MaxPooling2d pooling) {
        new PictureNodes(graph).maxPooling2d(name, pooling, read);
        return name;
    }

    @Override
    public String visit(Rescaling rescaling) {
        new PictureNodes(graph).rescaling(name, rescaling, read);
        return name;
    }

    @Override
    public String visit(BgrMeans means) {
        new PictureNodes(graph).bgrMeans(name, read);
        return name;
    }

    @Override
    public String visit(Nested nested) {
        throw new IllegalArgumentException("nested networks are inlined before they are exported");
    }

    private String add(String operator, Attribute... attributes) {
        graph.node(operator, List.of(read), name, attributes);
        return name;
    }

    private String weight(String part) {
        String weight = WeightShapes.name(name, part);
        Tensor tensor = weights.get(name, part);
        graph.constant(weight, tensor.shape(), tensor.toArray());
        return weight;
    }
}
