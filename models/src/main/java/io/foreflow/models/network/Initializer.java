package io.foreflow.models.network;

/** The start of a weight, with Keras' semantics. */
public enum Initializer {
    /** Uniform in ±√(6 / (fan in + fan out)). */
    GLOROT_UNIFORM,
    /** A random orthogonal matrix. */
    ORTHOGONAL,
    ZEROS
}
