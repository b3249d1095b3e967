package io.foreflow.models.tabular;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.List;

/**
 * One of many classes, decided step by step: each split gives each of its children a probability, and a label's
 * probability is the product along its path from the first split. The network's result holds the probabilities of all
 * splits, one after another: a dense layer with softmax for each split, concatenated in their order.
 *
 * @param labels names by the classes' numbers, at least two, distinct; each is the child of one split
 * @param splits the first is the root; each other one is the child of one earlier split
 */
public record ClassTree(List<String> labels, List<ClassSplit> splits) implements OutputSpec {
    /** @param children children in the order of the split's results, at least two */
    public record ClassSplit(List<Child> children) {
        public ClassSplit {
            children = List.copyOf(children);
            if (children.size() < 2) {
                throw new IllegalArgumentException("a split must have at least 2 children");
            }
        }
    }

    /** A child of a split: a further split or a label. */
    public sealed interface Child permits Further, Leaf {}

    /** @param split number of the split, from 0 */
    public record Further(int split) implements Child {}

    /** @param label number of the label, from 0 */
    public record Leaf(int label) implements Child {}

    public ClassTree {
        labels = ClassLabels.require(labels);
        splits = List.copyOf(splits);
        requireTree(labels.size(), splits);
    }

    private static void requireTree(int labels, List<ClassSplit> splits) {
        if (splits.isEmpty()) {
            throw new IllegalArgumentException("a tree must have at least one split");
        }
        boolean[] label = new boolean[labels];
        boolean[] split = new boolean[splits.size()];
        split[0] = true;
        for (int i = 0; i < split.length; i++) {
            for (Child child : splits.get(i).children()) {
                if (child instanceof Further further) {
                    if (further.split() <= i) {
                        throw new IllegalArgumentException(
                                "split " + i + " must lead to later splits, not to " + further.split());
                    }
                    visit(split, further.split(), "split");
                } else if (child instanceof Leaf leaf) {
                    visit(label, leaf.label(), "label");
                }
            }
        }
        requireAll(split, "split");
        requireAll(label, "label");
    }

    private static void visit(boolean[] seen, int number, String what) {
        if (number < 0 || number >= seen.length) {
            throw new IllegalArgumentException("there is no " + what + " " + number);
        }
        if (seen[number]) {
            throw new IllegalArgumentException(what + " " + number + " is a child twice");
        }
        seen[number] = true;
    }

    private static void requireAll(boolean[] seen, String what) {
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                throw new IllegalArgumentException(what + " " + i + " is no split's child");
            }
        }
    }

    /** Size of the network's result: one number for each child of each split. */
    public int size() {
        return splits.stream().mapToInt(split -> split.children().size()).sum();
    }

    @Override
    public void requireFit(NetworkSpec network) {
        OutputLayers.requireShape(network, size(), splits.size() + " splits");
        Node output = network.node(network.output());
        List<String> parts = output.layer() instanceof Concatenate ? output.inputs() : List.of(output.name());
        if (parts.size() != splits.size()) {
            throw new IllegalArgumentException("the network yields the results of " + parts.size() + " splits where the"
                    + " tree has " + splits.size());
        }
        for (int i = 0; i < parts.size(); i++) {
            OutputLayers.requireDense(
                    network.node(parts.get(i)), splits.get(i).children().size(), Activation.SOFTMAX);
        }
    }

    @Override
    public Answer.Classification answer(float[] results, int row, int size) {
        return ClassLabels.ranked(labels, probabilities(results, row, size), row);
    }

    /**
     * Returns the probability of each label, by its number, from row {@code row} of [rows, size] results of the
     * network.
     */
    public double[] probabilities(float[] results, int row, int size) {
        double[] reached = new double[splits.size()];
        reached[0] = 1;
        double[] probabilities = new double[labels.size()];
        int at = row * size;
        for (int i = 0; i < reached.length; i++) {
            for (Child child : splits.get(i).children()) {
                double probability = reached[i] * results[at++];
                if (child instanceof Further further) {
                    reached[further.split()] = probability;
                } else if (child instanceof Leaf leaf) {
                    probabilities[leaf.label()] = probability;
                }
            }
        }
        return probabilities;
    }
}
