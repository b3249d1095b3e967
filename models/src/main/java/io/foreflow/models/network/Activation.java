package io.foreflow.models.network;

/** A function that a layer applies to its sums. */
public enum Activation {
    LINEAR,
    RELU,
    TANH,
    SIGMOID,
    SOFTMAX
}
