package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.network.WeightSpec;
import java.util.Map;

/**
 * The amount of arithmetic of a network: the multiplications, each with its addition, of its products with weights. What is done
 * number by number (activations, biases, dropout, the optimiser) is not counted. Doubles, so that none overflows; exact to
 * 2⁵³. An input is counted as numbers, also where it may be given as index lists, which take less.
 */
public final class MultiplyAdds {
    /** Forward, the weights' gradient and the inputs' gradient each take one product of the same size. */
    private static final int PRODUCTS_A_STEP = 3;

    private MultiplyAdds() {}

    /** Returns the multiply-adds of one row, forward. */
    public static double ofRow(NetworkSpec network) {
        NetworkSpec inlined = network.inlined();
        Map<String, Shape> shapes = inlined.shapes();
        double sum = 0;
        for (Node node : inlined.nodes()) {
            sum += of(node, requireNonNull(shapes.get(node.inputs().get(0))), requireNonNull(shapes.get(node.name())));
        }
        return sum;
    }

    /** Returns the multiply-adds of one training step of {@code rows} rows, forward and back. */
    public static double ofStep(NetworkSpec network, int rows) {
        return PRODUCTS_A_STEP * (double) rows * ofRow(network);
    }

    /** A recurrent layer's weights are used at each step of its input, other kernels at each position of the result. */
    private static double of(Node node, Shape input, Shape output) {
        double multiplyAdds = 0;
        boolean recurrent = false;
        for (WeightSpec weight : node.layer().weights(input)) {
            recurrent |= weight.part().equals(WeightShapes.RECURRENT_KERNEL);
            if (weight.part().equals(WeightShapes.KERNEL) || weight.part().equals(WeightShapes.RECURRENT_KERNEL)) {
                multiplyAdds += weight.shape().size();
            }
        }
        Shape positions = recurrent ? input : output;
        return multiplyAdds * (positions.size() / (double) positions.last());
    }
}
