package io.foreflow.models.network;

/** What a layer does to its sums. */
public enum Activation {
    LINEAR,
    RELU,
    TANH,
    SIGMOID,
    SOFTMAX
}
