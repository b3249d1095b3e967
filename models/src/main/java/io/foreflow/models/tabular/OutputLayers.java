package io.foreflow.models.tabular;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import java.util.Locale;

/** Checks that a network's last layers give its result the claimed meaning. */
final class OutputLayers {
    private OutputLayers() {}

    static void requireShape(NetworkSpec network, int size, String why) {
        if (!network.outputShape().equals(Shape.of(size))) {
            throw new IllegalArgumentException(
                    "the network yields " + network.outputShape() + " where " + why + " need " + Shape.of(size));
        }
    }

    /** Checks that the node is a Dense layer of {@code units} units with this activation. */
    static void requireDense(Node node, int units, Activation activation) {
        if (!(node.layer() instanceof Dense dense) || dense.units() != units || dense.activation() != activation) {
            throw new IllegalArgumentException("the network's layer " + node.name() + " must be a dense one of " + units
                    + " units with the activation " + activation.name().toLowerCase(Locale.ROOT)
                    + ", because it yields probabilities");
        }
    }
}
