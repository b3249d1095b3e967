package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Nested;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A directed graph of layers with named inputs and one output: data, without weights. Each input and each layer
 * contributes to the output. Names consist of letters, digits, {@code _}, {@code -} and {@code .}.
 *
 * @param inputs shape of each input by name, in the order in which data is handed over
 * @param nodes layers in an order in which each comes after what it reads
 * @param output name of the node whose result is the network's
 */
public record NetworkSpec(Map<String, Shape> inputs, List<Node> nodes, String output) {
    /** The text between the name of a nested network and that of a layer in it. */
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

    /** Returns true if one of its layers is a network. */
    public boolean isNested() {
        return nodes.stream().anyMatch(node -> node.layer() instanceof Nested);
    }

    /**
     * The same without nested networks: in place of a layer {@code base} that is a network stand its layers, called {@code
     * base.conv2d} and so on. This itself where none is nested.
     */
    public NetworkSpec inlined() {
        if (!isNested()) {
            return this;
        }
        List<Node> inlined = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (Node node : nodes) {
            List<String> reads = node.inputs().stream()
                    .map(name -> names.getOrDefault(name, name))
                    .toList();
            if (node.layer() instanceof Nested nested) {
                NetworkSpec inner = nested.network().inlined();
                for (Node part : inner.nodes()) {
                    List<String> partReads = part.inputs().stream()
                            .map(name ->
                                    inner.inputs().containsKey(name) ? reads.get(0) : inlinedName(node.name(), name))
                            .toList();
                    inlined.add(new Node(inlinedName(node.name(), part.name()), part.layer(), partReads));
                }
                names.put(node.name(), inlinedName(node.name(), inner.output()));
            } else {
                inlined.add(new Node(node.name(), node.layer(), reads));
            }
        }
        return new NetworkSpec(inputs, inlined, names.getOrDefault(output, output));
    }

    static String inlinedName(String nested, String layer) {
        return nested + NESTED + layer;
    }

    /**
     * The part of this network that the result of {@code layer} needs, with that result as its output. For a layer of a
     * nested network, ask the {@link #inlined} one.
     *
     * @throws IllegalArgumentException if there is no such layer
     */
    public NetworkSpec upTo(String layer) {
        Set<String> needed = new HashSet<>(Set.of(node(layer).name()));
        List<Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (needed.contains(nodes.get(i).name())) {
                needed.addAll(nodes.get(i).inputs());
                kept.add(0, nodes.get(i));
            }
        }
        Map<String, Shape> read = new LinkedHashMap<>(inputs);
        read.keySet().retainAll(needed);
        return new NetworkSpec(read, kept, layer);
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
                String kind = layer.kind().label();
                int earlier = seen.merge(kind, 1, Integer::sum) - 1;
                String name = earlier == 0 ? kind : kind + "_" + earlier;
                nodes.add(new Node(name, layer, List.of(previous)));
                previous = name;
            }
            return new NetworkSpec(Map.of("input", input), nodes, previous);
        }
    }
}
