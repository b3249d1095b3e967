package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.util.Map;

/**
 * How much a network computes: the multiplications, each with its addition, of its products with weights. What is done
 * number by number (activations, biases, dropout, the optimiser) is not counted. Doubles, so that none overflows; exact to
 * 2⁵³. An input is counted as numbers, also where it may be given as index lists, which take less.
 */
public final class MultiplyAdds {
    /** Forward, the weights' gradient and the inputs' gradient each take one product of the same size. */
    private static final int PRODUCTS_A_STEP = 3;

    private MultiplyAdds() {}

    /** Of one row, forward. */
    public static double ofRow(NetworkSpec network) {
        NetworkSpec inlined = network.inlined();
        Map<String, Shape> shapes = inlined.shapes();
        double sum = 0;
        for (Node node : inlined.nodes()) {
            sum += of(node, requireNonNull(shapes.get(node.inputs().get(0))), requireNonNull(shapes.get(node.name())));
        }
        return sum;
    }

    /** Of one training step of {@code rows} rows, forward and back. */
    public static double ofStep(NetworkSpec network, int rows) {
        return PRODUCTS_A_STEP * (double) rows * ofRow(network);
    }

    private static double of(Node node, Shape input, Shape output) {
        double positions = input.size() / (double) input.last();
        if (node.layer() instanceof Dense dense) {
            return positions * input.last() * dense.units();
        }
        if (node.layer() instanceof Conv2d conv) {
            return output.size() * ((double) conv.kernelHeight() * conv.kernelWidth() * input.last());
        }
        if (node.layer() instanceof SimpleRnn rnn) {
            return positions * ((double) input.last() + rnn.units()) * rnn.units();
        }
        if (node.layer() instanceof Lstm lstm) {
            return positions * WeightShapes.LSTM_GATES * ((double) input.last() + lstm.units()) * lstm.units();
        }
        return 0;
    }
}
