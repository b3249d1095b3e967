package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of a network and their shapes. */
public final class WeightShapes {
    /** [in, out], of a convolution [height, width, in, out]: what multiplies a layer's input. */
    public static final String KERNEL = "kernel";

    /** [units, …]: what multiplies a recurrent layer's last state. */
    public static final String RECURRENT_KERNEL = "recurrent_kernel";

    /** [out]. */
    public static final String BIAS = "bias";

    /** [inputDim, outputDim]: an embedding's rows. */
    public static final String EMBEDDINGS = "embeddings";

    private WeightShapes() {}

    /** Returns the name of a weight, for instance {@code dense_1/kernel}. */
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
            node.layer()
                    .weights(requireNonNull(shapes.get(node.inputs().get(0))))
                    .forEach(weight -> weights.put(name(node.name(), weight.part()), weight.shape()));
        }
        return Collections.unmodifiableMap(weights);
    }
}
