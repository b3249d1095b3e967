package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

/** One layer of a network, with Keras' meaning and defaults. Shapes are without the batch. */
public sealed interface LayerSpec {
    /** The widest layer there can be. */
    int MAX_UNITS = 1 << 20;

    /** The most rows of an embedding: up to here every whole number is a float of its own. */
    int MAX_INPUT_DIM = 1 << 24;

    /** (…, in) → (…, units): activation(x · kernel[in, units] + bias[units]). */
    record Dense(int units, Activation activation, boolean useBias, double l2, Initializer kernelInitializer)
            implements LayerSpec {
        public Dense {
            requireUnits(units);
            requireNonNull(activation, "activation");
            requireNonNull(kernelInitializer, "kernelInitializer");
            if (!(l2 >= 0) || Double.isInfinite(l2)) {
                throw new IllegalArgumentException("l2 (" + l2 + ") must be 0 or more");
            }
        }

        public Dense(int units, Activation activation) {
            this(units, activation, true, 0, Initializer.GLOROT_UNIFORM);
        }
    }

    /**
     * (time, in) → (units) or, returning sequences, (time, units): h = activation(x · kernel[in, units] + h ·
     * recurrent_kernel[units, units] + bias[units]).
     */
    record SimpleRnn(int units, Activation activation, boolean returnSequences) implements LayerSpec {
        public SimpleRnn {
            requireUnits(units);
            requireNonNull(activation, "activation");
        }

        public SimpleRnn(int units) {
            this(units, Activation.TANH, false);
        }
    }

    /**
     * (time, in) → (units) or, returning sequences, (time, units). Gates stand in Keras' order i, f, c, o in
     * kernel[in, 4·units], recurrent_kernel[units, 4·units] and bias[4·units]; the forget gate's bias starts at 1.
     */
    record Lstm(int units, Activation activation, Activation recurrentActivation, boolean returnSequences)
            implements LayerSpec {
        public Lstm {
            requireUnits(units);
            requireNonNull(activation, "activation");
            requireNonNull(recurrentActivation, "recurrentActivation");
        }

        public Lstm(int units) {
            this(units, Activation.TANH, Activation.SIGMOID, false);
        }
    }

    /** Any shape → one dimension, the last dimension running fastest. */
    record Flatten() implements LayerSpec {}

    /** While training, sets a share {@code rate} of the inputs to 0 and divides the others by (1 − rate). */
    record Dropout(double rate) implements LayerSpec {
        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("dropout rate (" + rate + ") must be in [0, 1)");
            }
        }
    }

    /** Two or more inputs, joined along the last dimension. */
    record Concatenate() implements LayerSpec {}

    /** Two or more inputs of one shape, summed. */
    record Add() implements LayerSpec {}

    /**
     * (…) whole numbers in [0, inputDim) → (…, outputDim): for each its row of embeddings[inputDim, outputDim]. Reads
     * an input of the network. A number that is none of these is an error.
     */
    record Embedding(int inputDim, int outputDim) implements LayerSpec {
        public Embedding {
            if (inputDim < 1 || inputDim > MAX_INPUT_DIM) {
                throw new IllegalArgumentException("inputDim (" + inputDim + ") must be in 1 to " + MAX_INPUT_DIM);
            }
            if (outputDim < 1 || outputDim > MAX_UNITS) {
                throw new IllegalArgumentException("outputDim (" + outputDim + ") must be in 1 to " + MAX_UNITS);
            }
        }
    }

    private static void requireUnits(int units) {
        if (units < 1 || units > MAX_UNITS) {
            throw new IllegalArgumentException("units (" + units + ") must be in 1 to " + MAX_UNITS);
        }
    }
}
