package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;

/**
 * The task of a classifier or regressor: turns a raw record into the network's input, and its result into an answer.
 *
 * @param input form of the input
 * @param output form of the answer
 */
public record InferenceTask(InputSpec input, OutputSpec output) implements ModelTask {
    public InferenceTask {
        requireNonNull(input, "input");
        requireNonNull(output, "output");
    }

    /** @throws IllegalArgumentException if the network does not read this input or yield this output */
    public void requireFit(NetworkSpec network) {
        if (network.inputs().size() != 1
                || !input.fits(network.inputs().values().iterator().next())) {
            throw new IllegalArgumentException("the network reads "
                    + network.inputs().values() + " where " + input.kind() + " give " + input.shape());
        }
        output.requireFit(network.inlined());
    }
}
