package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec;

/**
 * A network with its weights and a name.
 *
 * @param name letters, digits, dots, dashes and underscores, at most 100; unique in a model
 * @param network the layers
 * @param weights the layers' weights
 */
public record NamedNetwork(String name, NetworkSpec network, Weights weights) {
    /** The name of the network of a model that has one. */
    public static final String ONLY = "network";

    public NamedNetwork {
        requireNonNull(network, "network");
        requireNonNull(weights, "weights");
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "a network's name (" + name + ") must be 1 to 100 letters, digits, dots, dashes and underscores");
        }
    }
}
