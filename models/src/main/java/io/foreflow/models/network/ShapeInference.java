package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Works out the shape that each layer yields, and finds everything for which a graph cannot be. */
final class ShapeInference {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    /** Shapes by input and layer; null: known by name, but its shape could not be worked out. */
    private final Map<String, @Nullable Shape> shapes = new LinkedHashMap<>();

    /** Names of the layers of nested networks once they are inlined. */
    private final Set<String> inlinedNames = new HashSet<>();

    private final Set<String> inputNames;
    private final List<String> problems = new ArrayList<>();

    private ShapeInference(Set<String> inputNames) {
        this.inputNames = inputNames;
    }

    static ShapeInference of(Map<String, Shape> inputs, List<Node> nodes, String output) {
        ShapeInference inference = new ShapeInference(inputs.keySet());
        inference.addInputs(inputs);
        nodes.forEach(inference::addNode);
        inference.checkUse(inputs, nodes, output);
        return inference;
    }

    /** Returns the shapes in the order of inputs and nodes. */
    Map<String, Shape> shapes() {
        Map<String, Shape> known = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> known.put(name, requireNonNull(shape)));
        return Collections.unmodifiableMap(known);
    }

    List<String> problems() {
        return problems;
    }

    void requireNoProblems() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private void addInputs(Map<String, Shape> inputs) {
        if (inputs.isEmpty()) {
            problems.add("a network needs at least one input");
        }
        inputs.forEach((name, shape) -> {
            checkName("input", name);
            if (shape.rank() == 0) {
                problems.add("input " + name + " needs at least one dimension");
            }
            shapes.put(name, shape.rank() == 0 ? null : shape);
        });
    }

    private void addNode(Node node) {
        checkName("layer", node.name());
        if (shapes.containsKey(node.name()) || inlinedNames.contains(node.name())) {
            problems.add("the name " + node.name() + " is used twice");
            return;
        }
        shapes.put(node.name(), shapeOf(node));
        if (node.layer() instanceof Nested nested) {
            for (Node inner : nested.network().inlined().nodes()) {
                String name = NetworkSpec.inlinedName(node.name(), inner.name());
                if (shapes.containsKey(name) || !inlinedNames.add(name)) {
                    problems.add("the name " + name + ", of a layer of the nested network " + node.name()
                            + ", is used twice");
                }
            }
        }
    }

    private void checkName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            problems.add("the " + what + " name \"" + name + "\" must consist of letters, digits, _, - and .");
        }
    }

    private @Nullable Shape shapeOf(Node node) {
        List<Shape> read = new ArrayList<>();
        boolean complete = true;
        for (String name : node.inputs()) {
            Shape shape = shapes.get(name);
            if (!shapes.containsKey(name)) {
                problems.add(
                        "layer " + node.name() + " reads " + name + ", which is neither an input nor an earlier layer");
            }
            if (shape == null) {
                complete = false;
            } else {
                read.add(shape);
            }
        }
        if (!complete) {
            return null;
        }
        if (looksUp(node.layer()) && !inputNames.containsAll(node.inputs())) {
            problems.add("layer " + node.name() + " reads " + node.inputs().get(0)
                    + ", which is a layer: an embedding looks up whole numbers, and so reads an input");
            return null;
        }
        try {
            Shape result = node.layer().output(read);
            node.layer().weights(read.get(0));
            return result;
        } catch (IllegalArgumentException e) {
            problems.add("layer " + node.name() + " " + e.getMessage());
            return null;
        }
    }

    /** Returns true if {@code layer} is an embedding, or a network that gives its input to one. */
    private static boolean looksUp(LayerSpec layer) {
        if (!(layer instanceof Nested nested)) {
            return layer instanceof Embedding;
        }
        NetworkSpec network = nested.network();
        return network.nodes().stream()
                .anyMatch(node -> network.inputs().containsKey(node.inputs().get(0)) && looksUp(node.layer()));
    }

    private void checkUse(Map<String, Shape> inputs, List<Node> nodes, String output) {
        if (nodes.isEmpty()) {
            problems.add("a network needs at least one layer");
            return;
        }
        if (nodes.stream().noneMatch(node -> node.name().equals(output))) {
            problems.add("the output " + output + " is not one of the layers");
            return;
        }
        Set<String> used = new HashSet<>();
        used.add(output);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (used.contains(nodes.get(i).name())) {
                used.addAll(nodes.get(i).inputs());
            }
        }
        inputs.keySet().stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> problems.add("input " + name + " does not contribute to the output " + output));
        nodes.stream()
                .map(Node::name)
                .filter(name -> !used.contains(name))
                .forEach(name -> problems.add("layer " + name + " does not contribute to the output " + output));
    }
}
