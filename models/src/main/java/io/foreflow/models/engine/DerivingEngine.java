package io.foreflow.models.engine;

import io.foreflow.models.network.NetworkSpec;

/** An engine that can also say how what a network yields changes with what it reads. */
public interface DerivingEngine extends Engine {
    /**
     * Returns the derivative of a weighted sum of the network's output by its input: for each number x of a row's input Σ
     * weight · ∂y/∂x over the numbers y of its output. For instance the picture that a filter answers to most is found by
     * steps along this gradient of the filter's mean. Nothing is dropped.
     *
     * @param network of one input, which no embedding reads
     * @param inputs [rows, …input shape]
     * @param outputDeltas the weights, [rows, …output shape]
     * @return [rows, …input shape]
     * @throws IllegalArgumentException unless weights, inputs and deltas are those of such a network
     */
    Tensor inputGradients(NetworkSpec network, Weights weights, Tensor inputs, Tensor outputDeltas);
}
