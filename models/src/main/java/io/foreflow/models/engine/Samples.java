package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows to learn from.
 *
 * @param inputs for each input of the network, by name, the rows: [rows, …input shape]
 * @param targets [rows, …output shape]; for the sparse categorical cross-entropy without the last dimension, and holding
 *     the classes' numbers
 */
public record Samples(Map<String, Rows> inputs, Tensor targets) {
    /** The largest distance of the sum of a row's probabilities from 1. */
    private static final double SUM_TOLERANCE = 1e-3;

    public Samples {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        int rows = requireNonNull(targets, "targets").rows();
        inputs.forEach((name, given) -> {
            if (given.rows() != rows) {
                throw new IllegalArgumentException(
                        "input " + name + " has " + given.rows() + " rows where the targets have " + rows);
            }
        });
    }

    /**
     * @throws IllegalArgumentException unless there is exactly what {@code network} reads, and targets that {@code loss}
     *     can compare with what it yields
     */
    public void requireFit(NetworkSpec network, Loss loss) {
        loss.requireFit(network);
        List<String> problems = new ArrayList<>();
        network.inputs().forEach((name, shape) -> {
            Rows given = inputs.get(name);
            if (given == null) {
                problems.add("input " + name + " " + shape + " is missing");
            } else {
                check(problems, "input " + name, given, shape);
            }
        });
        inputs.keySet().stream()
                .filter(name -> !network.inputs().containsKey(name))
                .forEach(name -> problems.add("the network has no input " + name));
        check(problems, "targets", targets, loss.targets(network.outputShape()));
        if (problems.isEmpty()) {
            network.nodes().forEach(node -> checkNumbers(problems, node));
            checkTargets(problems, loss, network.outputShape().last());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the samples do not fit the network: " + String.join("; ", problems));
        }
    }

    private static void check(List<String> problems, String what, Rows given, Shape row) {
        if (!given.rowShape().equals(row)) {
            problems.add(what + " of shape " + given.shape() + " where the network needs " + row + " a row");
        }
    }

    private void checkNumbers(List<String> problems, Node node) {
        if (!(node.layer() instanceof Embedding embedding)) {
            return;
        }
        String name = node.inputs().get(0);
        if (requireNonNull(inputs.get(name)) instanceof Tensor tensor) {
            checkWhole(problems, "input " + name, tensor, embedding.inputDim());
        } else {
            problems.add("input " + name + " consists of index lists where the embedding " + node.name()
                    + " needs whole numbers");
        }
    }

    private void checkTargets(List<String> problems, Loss loss, int classes) {
        if (loss.takesClassNumbers()) {
            checkWhole(problems, "targets", targets, classes);
            return;
        }
        if (loss.lastActivation().isPresent()) {
            checkShares(problems);
        }
        if (loss.isOfClasses()) {
            checkSums(problems, classes);
        }
    }

    private static void checkWhole(List<String> problems, String what, Tensor tensor, int bound) {
        for (int i = 0; i < tensor.size(); i++) {
            float number = tensor.at(i);
            if (!(number >= 0 && number < bound && number == (int) number)) {
                problems.add(what + " must be whole numbers from 0 to " + (bound - 1) + ", but row "
                        + i / (tensor.size() / tensor.rows()) + " holds " + number);
                return;
            }
        }
    }

    private void checkShares(List<String> problems) {
        for (int i = 0; i < targets.size(); i++) {
            if (!(targets.at(i) >= 0 && targets.at(i) <= 1)) {
                problems.add("targets must be from 0 to 1, but row " + i / (targets.size() / rows()) + " holds "
                        + targets.at(i));
                return;
            }
        }
    }

    private void checkSums(List<String> problems, int classes) {
        for (int from = 0; from < targets.size(); from += classes) {
            double sum = 0;
            for (int i = 0; i < classes; i++) {
                sum += targets.at(from + i);
            }
            if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
                problems.add("targets must sum to 1 over the classes, but those of row "
                        + from / (targets.size() / rows()) + " sum to " + sum);
                return;
            }
        }
    }

    /**
     * Returns these samples as an epoch of a fit sees them.
     *
     * @param epoch from 1
     */
    public Samples forEpoch(int epoch) {
        Map<String, Rows> seen = new LinkedHashMap<>();
        inputs.forEach((name, rows) -> seen.put(name, rows.forEpoch(epoch)));
        return new Samples(seen, targets);
    }

    public int rows() {
        return targets.rows();
    }
}
