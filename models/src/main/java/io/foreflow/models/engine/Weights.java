package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a network by name, in Keras' layout and order: {@code LAYER/kernel} [in, out], of a convolution [height,
 * width, in, out], {@code
 * LAYER/recurrent_kernel} [units, …], {@code LAYER/bias} [out]; an LSTM's gates in the order i, f, c, o; {@code
 * LAYER/embeddings} [inputDim, outputDim]. Engine-neutral: what one engine trained, another runs. The layers of a nested
 * network are called as {@link NetworkSpec#inlined} calls them.
 *
 * @param tensors layers in the order of the spec, within a layer kernel, recurrent_kernel, bias
 */
public record Weights(Map<String, Tensor> tensors) {
    public static final String KERNEL = WeightShapes.KERNEL;
    public static final String RECURRENT_KERNEL = WeightShapes.RECURRENT_KERNEL;
    public static final String BIAS = WeightShapes.BIAS;
    public static final String EMBEDDINGS = WeightShapes.EMBEDDINGS;

    public Weights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    public static String name(String layer, String part) {
        return WeightShapes.name(layer, part);
    }

    /** @throws NullPointerException if there is no such tensor */
    public Tensor get(String layer, String part) {
        return requireNonNull(tensors.get(name(layer, part)), () -> "no weights named " + name(layer, part));
    }

    /**
     * @throws IllegalArgumentException unless these are exactly the weights of {@code network}, each of the right shape
     */
    public void requireFit(NetworkSpec network) {
        Map<String, Shape> expected = WeightShapes.of(network);
        List<String> problems = new ArrayList<>();
        expected.forEach((name, shape) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                problems.add(name + " " + shape + " is missing");
            } else if (!tensor.shape().equals(shape)) {
                problems.add(name + " has shape " + tensor.shape() + " where the network needs " + shape);
            }
        });
        tensors.keySet().stream()
                .filter(name -> !expected.containsKey(name))
                .forEach(name -> problems.add(name + " belongs to no layer"));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the weights do not fit the network: " + String.join("; ", problems));
        }
    }

    /** Returns the number of all weights. */
    public long parameters() {
        return tensors.values().stream().mapToLong(Tensor::size).sum();
    }
}
