package io.foreflow.tutorials.explain;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.tutorials.fit.FrozenBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A convolution of a trained network, with all that it reads through: picture (height, width, channels) → map (height',
 * width', filters). Immutable.
 */
public final class Filters {
    private final String layer;
    private final NetworkSpec network;
    private final Weights weights;

    private Filters(String layer, NetworkSpec network, Weights weights) {
        this.layer = layer;
        this.network = network;
        this.weights = weights;
    }

    /**
     * @param network of one input, a picture; layers of nested networks are called as {@link NetworkSpec#inlined}
     *     calls them
     * @throws IllegalArgumentException if there is no such layer, it is no convolution, or it sees pictures through
     *     other
     *     layers than such that keep a picture a picture
     */
    public static Filters of(NetworkSpec network, Weights weights, String layer) {
        NetworkSpec part = network.inlined().upTo(layer);
        if (!(part.node(layer).layer() instanceof Conv2d)) {
            throw new IllegalArgumentException("the layer " + layer + " is no convolution");
        }
        if (part.inputs().size() != 1
                || part.inputs().values().iterator().next().rank() != 3) {
            throw new IllegalArgumentException("the network must read pictures, not " + part.inputs());
        }
        return new Filters(layer, part, FrozenBase.of(part, weights));
    }

    /**
     * Returns the same filters over square pictures of another size: what a convolution computes does not depend on it.
     *
     * @param side in pixels
     * @throws IllegalArgumentException if nothing is left of such a picture at the layer
     */
    public Filters over(int side) {
        Map.Entry<String, Shape> input = network.inputs().entrySet().iterator().next();
        Shape shape = Shape.of(side, side, input.getValue().last());
        return new Filters(
                layer, new NetworkSpec(Map.of(input.getKey(), shape), network.nodes(), network.output()), weights);
    }

    /** Returns the filters without the convolution's activation function. */
    Filters linear() {
        List<Node> nodes = new ArrayList<>(network.nodes());
        Node last = nodes.get(nodes.size() - 1);
        Conv2d conv = (Conv2d) last.layer();
        nodes.set(
                nodes.size() - 1,
                new Node(
                        last.name(),
                        new Conv2d(
                                conv.filters(),
                                conv.kernel(),
                                conv.strides(),
                                conv.padding(),
                                Activation.LINEAR,
                                conv.useBias(),
                                conv.l2(),
                                conv.kernelInitializer()),
                        last.inputs()));
        return new Filters(layer, new NetworkSpec(network.inputs(), nodes, network.output()), weights);
    }

    public String layer() {
        return layer;
    }

    /** Returns the number of filters. */
    public int count() {
        return map().last();
    }

    /** Returns the shape of a picture: (height, width, channels). */
    public Shape picture() {
        return network.inputs().values().iterator().next();
    }

    /** Returns the shape of the layer's result: (height, width, filters). */
    public Shape map() {
        return requireNonNull(network.shapes().get(layer));
    }

    NetworkSpec network() {
        return network;
    }

    Weights weights() {
        return weights;
    }

    /** @throws IllegalArgumentException if there is no such filter */
    void require(int filter) {
        if (filter < 0 || filter >= count()) {
            throw new IllegalArgumentException(
                    "the layer " + layer + " has filters 0 to " + (count() - 1) + ", not " + filter);
        }
    }
}
