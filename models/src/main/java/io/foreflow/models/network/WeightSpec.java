package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

/**
 * One weight of a layer.
 *
 * @param part its name within the layer, for instance {@link WeightShapes#KERNEL}
 * @param shape its shape, as Keras has it
 * @param start the numbers that a fit starts from
 */
public record WeightSpec(String part, Shape shape, StartingWeights start) {
    /** The numbers that a fit starts from. */
    public enum StartingWeights {
        GLOROT_UNIFORM,
        ORTHOGONAL,
        ZEROS,
        /** Uniform in ±0.05. */
        SMALL_UNIFORM,
        /** Zeros, and ones for the forget gate of an LSTM. */
        UNIT_FORGET_GATE;

        /** Returns the start that {@code initializer} names. */
        static StartingWeights of(Initializer initializer) {
            return switch (initializer) {
                case GLOROT_UNIFORM -> GLOROT_UNIFORM;
                case ORTHOGONAL -> ORTHOGONAL;
                case ZEROS -> ZEROS;
            };
        }
    }

    public WeightSpec {
        requireNonNull(part, "part");
        requireNonNull(shape, "shape");
        requireNonNull(start, "start");
    }
}
