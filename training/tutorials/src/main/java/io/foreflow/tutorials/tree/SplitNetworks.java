package io.foreflow.tutorials.tree;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.ClassTree.Child;
import io.foreflow.models.tabular.ClassTree.ClassSplit;
import io.foreflow.models.tabular.ClassTree.Further;
import io.foreflow.models.tabular.ClassTree.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tree of classes out of a clustering, a network for each of its splits, and one network out of these. */
public final class SplitNetworks {
    private static final int NONE = -1;

    private SplitNetworks() {}

    /**
     * Parts the classes by the clustering: first into as many groups as the first of {@code groups} says, these further
     * by
     * the next, the last ones into single classes. What a step does not part goes on to the next.
     *
     * @param labels names of the classes that were clustered, at least two
     * @param groups ascending; empty: one split into all classes
     */
    public static ClassTree tree(List<String> labels, Clustering clustering, List<Integer> groups) {
        List<List<List<Integer>>> levels =
                new ArrayList<>(groups.stream().map(clustering::cut).toList());
        levels.add(clustering.cut(clustering.things()));
        List<ClassSplit> splits = new ArrayList<>();
        grow(clustering.cut(1).get(0), levels, 0, splits);
        return new ClassTree(labels, splits);
    }

    /** Adds the split of {@code members}, and after it those below. */
    private static Child grow(
            List<Integer> members, List<List<List<Integer>>> levels, int level, List<ClassSplit> splits) {
        if (members.size() == 1) {
            return new Leaf(members.get(0));
        }
        List<List<Integer>> parts = levels.get(level).stream()
                .filter(group -> members.containsAll(group))
                .toList();
        if (parts.size() < 2) {
            return grow(members, levels, level + 1, splits);
        }
        int number = splits.size();
        List<Child> children = new ArrayList<>();
        // Holds the place: a split's number is smaller than those below it.
        splits.add(new ClassSplit(List.of(new Leaf(0), new Leaf(0))));
        for (List<Integer> part : parts) {
            children.add(grow(part, levels, level + 1, splits));
        }
        splits.set(number, new ClassSplit(children));
        return new Further(number);
    }

    /** Returns by class which child of a split leads to it, from 0; −1 where none does. */
    public static int[] children(ClassTree tree, int split) {
        int[] children = new int[tree.labels().size()];
        Arrays.fill(children, NONE);
        List<Child> all = tree.splits().get(split).children();
        for (int i = 0; i < all.size(); i++) {
            mark(tree, all.get(i), i, children);
        }
        return children;
    }

    private static void mark(ClassTree tree, Child child, int number, int[] children) {
        if (child instanceof Leaf leaf) {
            children[leaf.label()] = number;
        } else if (child instanceof Further further) {
            tree.splits().get(further.split()).children().forEach(below -> mark(tree, below, number, children));
        }
    }

    /**
     * Returns the same network with another number of classes.
     *
     * @param network ends in a dense layer with softmax
     * @throws IllegalArgumentException if it does not
     */
    @SuppressWarnings("ReferenceEquality") // the node itself is replaced
    public static NetworkSpec sized(NetworkSpec network, int classes) {
        Node last = network.node(network.output());
        if (!(last.layer() instanceof Dense dense) || dense.activation() != Activation.SOFTMAX) {
            throw new IllegalArgumentException("the network must end in a dense layer with softmax");
        }
        Dense sized = new Dense(classes, dense.activation(), dense.useBias(), dense.l2(), dense.kernelInitializer());
        List<Node> nodes = network.nodes().stream()
                .map(node -> node == last ? new Node(node.name(), sized, node.inputs()) : node)
                .toList();
        return new NetworkSpec(network.inputs(), nodes, network.output());
    }

    /**
     * Joins all splits' networks into one that reads what each of them reads and yields their results one after
     * another, as a {@link
     * ClassTree} asks for. In it they are called split with a number from 0 on.
     *
     * @param splits of one input of the same name and shape, at least one
     */
    public static NetworkSpec joined(List<NetworkSpec> splits) {
        Map<String, Shape> inputs = splits.get(0).inputs();
        String input = inputs.keySet().iterator().next();
        List<Node> nodes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            names.add(name(i));
            nodes.add(new Node(name(i), new Nested(splits.get(i)), List.of(input)));
        }
        if (splits.size() == 1) {
            return new NetworkSpec(inputs, nodes, name(0));
        }
        nodes.add(new Node("splits", new Concatenate(), names));
        return new NetworkSpec(inputs, nodes, "splits");
    }

    /** Returns the weights of the joined network, from those of each split's. */
    public static Weights joinedWeights(List<Weights> splits) {
        Map<String, Tensor> joined = new LinkedHashMap<>();
        for (int i = 0; i < splits.size(); i++) {
            String name = name(i);
            splits.get(i).tensors().forEach((part, tensor) -> joined.put(name + "." + part, requireNonNull(tensor)));
        }
        return new Weights(joined);
    }

    private static String name(int split) {
        return "split" + split;
    }
}
