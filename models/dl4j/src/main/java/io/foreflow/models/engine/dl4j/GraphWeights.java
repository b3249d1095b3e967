package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Carries weights between Keras' layout and Deeplearning4j's, which orders an LSTM's gates c, f, o, i, and a convolution's
 * kernel [out, in, height, width].
 */
final class GraphWeights {
    private static final int GATES = 4;

    /** Places at which Deeplearning4j keeps Keras' gates i, f, c, o. */
    private static final int[] PLACES = {3, 1, 0, 2};

    static final String KERNEL = "W";
    static final String RECURRENT_KERNEL = "RW";
    static final String BIAS = "b";

    private static final Map<String, String> KEYS = Map.of(
            WeightShapes.KERNEL, KERNEL,
            WeightShapes.RECURRENT_KERNEL, RECURRENT_KERNEL,
            WeightShapes.BIAS, BIAS,
            WeightShapes.EMBEDDINGS, KERNEL);

    /** Rank of a convolution's kernel. */
    private static final int KERNEL_RANK = 4;

    /** Finds the view of the graph's numbers for one of a layer's keys. */
    private interface Views {
        INDArray of(String layer, String key);
    }

    private GraphWeights() {}

    static void write(NetworkSpec network, Weights weights, ComputationGraph graph) {
        Map<String, LayerSpec> layers = layers(network);
        weights.tensors().forEach((name, tensor) -> {
            String layer = name.substring(0, name.indexOf('/'));
            float[] numbers = tensor.toArray();
            if (layers.get(layer) instanceof Lstm) {
                numbers = reordered(numbers, tensor.shape().last(), true);
            } else if (tensor.shape().rank() == KERNEL_RANK) {
                numbers = planes(numbers, tensor.shape(), true);
            }
            INDArray view = params(graph).of(layer, key(name));
            try (INDArray source = Nd4j.createFromArray(numbers).reshape('c', view.shape())) {
                view.assign(source);
            }
        });
    }

    static Weights read(NetworkSpec network, ComputationGraph graph) {
        return read(network, params(graph));
    }

    static Weights read(NetworkSpec network, Gradient gradient) {
        return read(network, (layer, key) -> gradient.getGradientFor(layer + "_" + key));
    }

    private static Views params(ComputationGraph graph) {
        return (layer, key) -> graph.getLayer(layer).getParam(key);
    }

    private static Weights read(NetworkSpec network, Views views) {
        Map<String, LayerSpec> layers = layers(network);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(network).forEach((name, shape) -> {
            String layer = name.substring(0, name.indexOf('/'));
            float[] numbers = HostArray.toArray(views.of(layer, key(name)));
            if (layers.get(layer) instanceof Lstm) {
                numbers = reordered(numbers, shape.last(), false);
            } else if (shape.rank() == KERNEL_RANK) {
                numbers = planes(numbers, shape, false);
            }
            tensors.put(name, Tensor.owning(shape, numbers));
        });
        return new Weights(tensors);
    }

    private static Map<String, LayerSpec> layers(NetworkSpec network) {
        Map<String, LayerSpec> layers = new HashMap<>();
        for (Node node : network.nodes()) {
            layers.put(node.name(), node.layer());
        }
        return layers;
    }

    private static String key(String name) {
        return requireNonNull(KEYS.get(name.substring(name.indexOf('/') + 1)));
    }

    /** The four blocks of columns in the other's order. */
    private static float[] reordered(float[] numbers, int columns, boolean fromKeras) {
        int units = columns / GATES;
        float[] result = new float[numbers.length];
        for (int row = 0; row < numbers.length; row += columns) {
            for (int gate = 0; gate < GATES; gate++) {
                int keras = row + gate * units;
                int other = row + PLACES[gate] * units;
                System.arraycopy(numbers, fromKeras ? keras : other, result, fromKeras ? other : keras, units);
            }
        }
        return result;
    }

    /** A kernel of {@code shape} [height, width, in, out] as [out, in, height, width], or back. */
    private static float[] planes(float[] numbers, Shape shape, boolean fromKeras) {
        int out = shape.at(3);
        int in = shape.at(2);
        int places = shape.at(0) * shape.at(1);
        float[] result = new float[numbers.length];
        for (int keras = 0; keras < numbers.length; keras++) {
            int other = (keras % out * in + keras / out % in) * places + keras / out / in;
            result[fromKeras ? other : keras] = numbers[fromKeras ? keras : other];
        }
        return result;
    }
}
