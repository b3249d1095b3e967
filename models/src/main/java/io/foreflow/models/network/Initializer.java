package io.foreflow.models.network;

/** How a weight starts, with Keras' meaning. */
public enum Initializer {
    /** Uniform in ±√(6 / (fan in + fan out)). */
    GLOROT_UNIFORM,
    /** A random orthogonal matrix. */
    ORTHOGONAL,
    ZEROS
}
