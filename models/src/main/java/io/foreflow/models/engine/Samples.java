package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec;
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
 * @param targets [rows, …output shape]
 */
public record Samples(Map<String, Tensor> inputs, Tensor targets) {
    public Samples {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        requireNonNull(targets, "targets");
        int rows = targets.shape().at(0);
        inputs.forEach((name, tensor) -> {
            if (tensor.shape().at(0) != rows) {
                throw new IllegalArgumentException(
                        "input " + name + " has " + tensor.shape().at(0) + " rows where the targets have " + rows);
            }
        });
    }

    /** @throws IllegalArgumentException unless there is exactly what {@code network} reads and yields */
    public void requireFit(NetworkSpec network) {
        List<String> problems = new ArrayList<>();
        network.inputs().forEach((name, shape) -> {
            Tensor tensor = inputs.get(name);
            if (tensor == null) {
                problems.add("input " + name + " " + shape + " is missing");
            } else {
                check(problems, "input " + name, tensor, shape);
            }
        });
        inputs.keySet().stream()
                .filter(name -> !network.inputs().containsKey(name))
                .forEach(name -> problems.add("the network has no input " + name));
        check(problems, "targets", targets, network.outputShape());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the samples do not fit the network: " + String.join("; ", problems));
        }
    }

    private void check(List<String> problems, String what, Tensor tensor, Shape row) {
        if (!tensor.shape().equals(row.batch(rows()))) {
            problems.add(what + " of shape " + tensor.shape() + " where the network needs " + row + " a row");
        }
    }

    public int rows() {
        return targets.shape().at(0);
    }
}
