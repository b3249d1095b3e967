package io.foreflow.models.onnx;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with its weights as an ONNX file (https://onnx.ai, operator set 17). Inputs [batch, …shape] have the names and
 * the order that the network gives them; the output has the name of the network's output. What only trains, dropout and
 * regularisation, is left out.
 */
public final class OnnxExport {
    /** The version of the format of January 2023: every runtime since then reads it. */
    private static final int IR_VERSION = 8;

    private static final int OPERATOR_SET = 17;

    private OnnxExport() {}

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
                .message(7, graph(inlined, weights, network.output()))
                .message(8, new Message().text(1, "").number(2, OPERATOR_SET));
        new LinkedHashMap<>(metadata)
                .forEach((name, text) ->
                        model.message(14, new Message().text(1, name).text(2, text)));
        return model.toBytes().toByteArray();
    }

    private static Message graph(NetworkSpec network, Weights weights, String output) {
        GraphWriter graph = new GraphWriter();
        Map<String, Shape> shapes = network.shapes();
        network.inputs().forEach(graph::input);
        network.nodes().forEach(node -> {
            Shape in = requireNonNull(shapes.get(node.inputs().get(0)));
            node.layer().accept(new LayerNodes(graph, weights, node, in));
        });
        if (!output.equals(network.output())) {
            graph.node("Identity", List.of(network.output()), output);
        }
        graph.output(output, network.outputShape());
        return graph.toMessage();
    }
}
