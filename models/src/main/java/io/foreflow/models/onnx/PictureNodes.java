package io.foreflow.models.onnx;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.onnx.GraphWriter.Attribute;
import java.util.ArrayList;
import java.util.List;

/** The layers of pictures as nodes of an ONNX graph. */
final class PictureNodes {
    private final GraphWriter graph;

    PictureNodes(GraphWriter graph) {
        this.graph = graph;
    }

    void conv2d(String name, Conv2d conv, Weights weights, String read) {
        Tensor kernel = weights.get(name, WeightShapes.KERNEL);
        Shape shape = kernel.shape();
        graph.constant(
                name + "/W",
                Shape.of(shape.at(3), shape.at(2), shape.at(0), shape.at(1)),
                outermostLast(kernel, shape.at(0) * shape.at(1)));
        List<String> inputs = new ArrayList<>(List.of(name + "/W"));
        if (conv.useBias()) {
            Tensor bias = weights.get(name, WeightShapes.BIAS);
            graph.constant(name + "/B", bias.shape(), bias.toArray());
            inputs.add(name + "/B");
        }
        String sums = conv.activation() == Activation.LINEAR ? name : name + "/sums";
        // ONNX pads for SAME_UPPER as TensorFlow does: the larger half at the end.
        window(
                "Conv",
                read,
                inputs,
                sums,
                Attribute.text("auto_pad", conv.padding() == Padding.SAME ? "SAME_UPPER" : "VALID"),
                Attribute.numbers("kernel_shape", conv.kernel().height(), conv.kernel().width()),
                Attribute.numbers("strides", conv.strides().height(), conv.strides().width()));
        graph.activation(conv.activation(), sums, name);
    }

    void maxPooling2d(String name, MaxPooling2d pooling, String read) {
        window(
                "MaxPool",
                read,
                List.of(),
                name,
                Attribute.numbers("kernel_shape", pooling.pool().height(), pooling.pool().width()),
                Attribute.numbers("strides", pooling.strides().height(), pooling.strides().width()));
    }

    /** ONNX' windows go over [batch, channels, height, width]. */
    private void window(String operator, String read, List<String> more, String result, Attribute... attributes) {
        graph.node("Transpose", List.of(read), result + "/planes", Attribute.numbers("perm", 0, 3, 1, 2));
        List<String> inputs = new ArrayList<>(List.of(result + "/planes"));
        inputs.addAll(more);
        graph.node(operator, inputs, result + "/windows", attributes);
        graph.node("Transpose", List.of(result + "/windows"), result, Attribute.numbers("perm", 0, 2, 3, 1));
    }

    /** [places, in, out] to [out, in, places]. */
    private static float[] outermostLast(Tensor kernel, int places) {
        int out = kernel.shape().last();
        int in = kernel.size() / places / out;
        float[] numbers = new float[kernel.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[(i % out * in + i / out % in) * places + i / out / in] = kernel.at(i);
        }
        return numbers;
    }

    void rescaling(String name, Rescaling rescaling, String read) {
        graph.constant(name + "/scale", Shape.of(1), new float[] {(float) rescaling.scale()});
        graph.constant(name + "/offset", Shape.of(1), new float[] {(float) rescaling.offset()});
        graph.node("Mul", List.of(read, name + "/scale"), name + "/scaled");
        graph.node("Add", List.of(name + "/scaled", name + "/offset"), name);
    }

    void bgrMeans(String name, String read) {
        float[] means = new float[BgrMeans.MEANS.size()];
        for (int i = 0; i < means.length; i++) {
            means[i] = BgrMeans.MEANS.get(i).floatValue();
        }
        graph.constant(name + "/means", Shape.of(means.length), means);
        graph.node(
                "Concat",
                List.of(colour(name, read, 2), colour(name, read, 1), colour(name, read, 0)),
                name + "/bgr",
                Attribute.number("axis", -1));
        graph.node("Sub", List.of(name + "/bgr", name + "/means"), name);
    }

    private String colour(String name, String read, int place) {
        String colour = name + "/colour" + place;
        graph.node("Gather", List.of(read, graph.constant(place)), colour, Attribute.number("axis", -1));
        return colour;
    }
}
