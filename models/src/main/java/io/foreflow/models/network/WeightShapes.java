package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which weights a network has, and of which shape. */
public final class WeightShapes {
    /** [in, out], of a convolution [height, width, in, out]: what multiplies a layer's input. */
    public static final String KERNEL = "kernel";

    /** [units, …]: what multiplies a recurrent layer's last state. */
    public static final String RECURRENT_KERNEL = "recurrent_kernel";

    /** [out]. */
    public static final String BIAS = "bias";

    /** [inputDim, outputDim]: an embedding's rows. */
    public static final String EMBEDDINGS = "embeddings";

    /** An LSTM's kernels and bias hold four blocks, one a gate, in the order i, f, c, o. */
    public static final int LSTM_GATES = 4;

    private WeightShapes() {}

    /** For instance {@code dense_1/kernel}. */
    public static String name(String layer, String part) {
        return layer + "/" + part;
    }

    /**
     * Every weight's shape by name: layers in the order of the spec, within a layer kernel, recurrent_kernel, bias. The
     * weights of a nested network are called as in {@link NetworkSpec#inlined}.
     */
    public static Map<String, Shape> of(NetworkSpec network) {
        if (network.isNested()) {
            return of(network.inlined());
        }
        Map<String, Shape> shapes = network.shapes();
        Map<String, Shape> weights = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            of(node, requireNonNull(shapes.get(node.inputs().get(0))))
                    .forEach((part, shape) -> weights.put(name(node.name(), part), shape));
        }
        return Collections.unmodifiableMap(weights);
    }

    /** The weights of one layer by part: empty for a layer without any, and for a nested network. */
    static Map<String, Shape> of(Node node, Shape input) {
        Map<String, Shape> parts = new LinkedHashMap<>();
        if (node.layer() instanceof Dense dense) {
            parts.put(KERNEL, Shape.of(input.last(), dense.units()));
            if (dense.useBias()) {
                parts.put(BIAS, Shape.of(dense.units()));
            }
        } else if (node.layer() instanceof Conv2d conv) {
            parts.put(KERNEL, Shape.of(conv.kernelHeight(), conv.kernelWidth(), input.last(), conv.filters()));
            if (conv.useBias()) {
                parts.put(BIAS, Shape.of(conv.filters()));
            }
        } else if (node.layer() instanceof SimpleRnn rnn) {
            recurrent(parts, input, rnn.units(), rnn.units());
        } else if (node.layer() instanceof Lstm lstm) {
            recurrent(parts, input, lstm.units(), LSTM_GATES * lstm.units());
        } else if (node.layer() instanceof Embedding embedding) {
            parts.put(EMBEDDINGS, Shape.of(embedding.inputDim(), embedding.outputDim()));
        }
        return parts;
    }

    private static void recurrent(Map<String, Shape> parts, Shape input, int units, int columns) {
        parts.put(KERNEL, Shape.of(input.last(), columns));
        parts.put(RECURRENT_KERNEL, Shape.of(units, columns));
        parts.put(BIAS, Shape.of(columns));
    }
}
