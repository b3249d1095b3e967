package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A directed graph of layers with named inputs and one output: data, without weights. Each input and each layer
 * contributes to the output. Names consist of letters, digits, {@code _}, {@code -} and {@code .}.
 *
 * @param inputs shape of each input by name, in the order in which data is handed over
 * @param nodes layers in an order in which each comes after what it reads
 * @param output name of the node whose result is the network's
 */
public record NetworkSpec(Map<String, Shape> inputs, List<Node> nodes, String output) {
    /** What stands between the name of a nested network and that of a layer in it. */
    static final String NESTED = ".";

    /**
     * One layer in its place.
     *
     * @param name unique among inputs and nodes
     * @param layer what it computes
     * @param inputs names of the inputs or nodes that it reads, in order
     */
    public record Node(String name, LayerSpec layer, List<String> inputs) {
        public Node {
            requireNonNull(name, "name");
            requireNonNull(layer, "layer");
            inputs = List.copyOf(inputs);
        }
    }

    public NetworkSpec {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        nodes = List.copyOf(nodes);
        requireNonNull(output, "output");
        ShapeInference.of(inputs, nodes, output).requireNoProblems();
    }

    /** The shape of each input and node's result, without the batch. */
    public Map<String, Shape> shapes() {
        return ShapeInference.of(inputs, nodes, output).shapes();
    }

    /** @throws IllegalArgumentException if there is no such layer */
    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has no layer " + name));
    }

    /** The shape of the result, without the batch. */
    public Shape outputShape() {
        return requireNonNull(shapes().get(output));
    }

    /** Starts a sequential network with one input named {@code input}. */
    public static SequentialBuilder sequential(Shape input) {
        return new SequentialBuilder(input);
    }

    /** Writes the common case: layers one after another, named as Keras would name them. */
    public static final class SequentialBuilder {
        private final Shape input;
        private final List<LayerSpec> layers = new ArrayList<>();

        private SequentialBuilder(Shape input) {
            this.input = input;
        }

        public SequentialBuilder add(LayerSpec layer) {
            layers.add(layer);
            return this;
        }

        public NetworkSpec build() {
            List<Node> nodes = new ArrayList<>();
            Map<String, Integer> seen = new LinkedHashMap<>();
            String previous = "input";
            for (LayerSpec layer : layers) {
                String kind = LayerNames.of(layer);
                int earlier = seen.merge(kind, 1, Integer::sum) - 1;
                String name = earlier == 0 ? kind : kind + "_" + earlier;
                nodes.add(new Node(name, layer, List.of(previous)));
                previous = name;
            }
            return new NetworkSpec(Map.of("input", input), nodes, previous);
        }
    }
}
