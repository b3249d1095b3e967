package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** One layer of a network, with Keras' meaning and defaults. Shapes are without the batch. */
public sealed interface LayerSpec {
    /** The widest layer there can be. */
    int MAX_UNITS = 1 << 20;

    /** The largest window and stride there can be. */
    int MAX_WINDOW = 1 << 10;

    /** How deep networks may be nested. */
    int MAX_DEPTH = 4;

    /** The most rows of an embedding: up to here every whole number is a float of its own. */
    int MAX_INPUT_DIM = 1 << 24;

    /** (…, in) → (…, units): activation(x · kernel[in, units] + bias[units]). */
    record Dense(int units, Activation activation, boolean useBias, double l2, Initializer kernelInitializer)
            implements LayerSpec {
        public Dense {
            requireUnits(units);
            requireNonNull(activation, "activation");
            requireNonNull(kernelInitializer, "kernelInitializer");
            requireFactor(l2);
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
            requireCount(inputDim, MAX_INPUT_DIM, "inputDim");
            requireCount(outputDim, MAX_UNITS, "outputDim");
        }
    }

    /**
     * (height, width, in) → (height', width', filters): at each place activation(window · kernel[kernelHeight, kernelWidth,
     * in, filters] + bias[filters]). The height and width of the result are those of {@link Padding#places}.
     */
    record Conv2d(
            int filters,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            Padding padding,
            Activation activation,
            boolean useBias,
            double l2,
            Initializer kernelInitializer)
            implements LayerSpec {
        public Conv2d {
            requireCount(filters, MAX_UNITS, "filters");
            requireCount(kernelHeight, MAX_WINDOW, "kernelHeight");
            requireCount(kernelWidth, MAX_WINDOW, "kernelWidth");
            requireCount(strideHeight, MAX_WINDOW, "strideHeight");
            requireCount(strideWidth, MAX_WINDOW, "strideWidth");
            requireNonNull(padding, "padding");
            requireNonNull(activation, "activation");
            requireNonNull(kernelInitializer, "kernelInitializer");
            requireFactor(l2);
        }

        /** With square windows, one step at a time. */
        public Conv2d(int filters, int size, Padding padding, Activation activation) {
            this(filters, size, size, 1, 1, padding, activation, true, 0, Initializer.GLOROT_UNIFORM);
        }

        /** Within the picture. */
        public Conv2d(int filters, int size, Activation activation) {
            this(filters, size, Padding.VALID, activation);
        }
    }

    /**
     * (height, width, channels) → (height', width', channels): the largest number of each window, within the picture. Of
     * several that are largest, the first one gets the gradient.
     */
    record MaxPooling2d(int poolHeight, int poolWidth, int strideHeight, int strideWidth) implements LayerSpec {
        public MaxPooling2d {
            requireCount(poolHeight, MAX_WINDOW, "poolHeight");
            requireCount(poolWidth, MAX_WINDOW, "poolWidth");
            requireCount(strideHeight, MAX_WINDOW, "strideHeight");
            requireCount(strideWidth, MAX_WINDOW, "strideWidth");
        }

        /** With square windows, side by side. */
        public MaxPooling2d(int size) {
            this(size, size, size, size);
        }
    }

    /** x · scale + offset. */
    record Rescaling(double scale, double offset) implements LayerSpec {
        public Rescaling {
            if (!Double.isFinite(scale) || !Double.isFinite(offset)) {
                throw new IllegalArgumentException(
                        "scale (" + scale + ") and offset (" + offset + ") must be finite numbers");
            }
        }
    }

    /**
     * (…, 3) → (…, 3): red, green and blue from 0 to 255 → blue, green and red less their means over ImageNet, {@link
     * #MEANS}. What the published VGG networks (Simonyan and Zisserman, 2014) read.
     */
    record BgrMeans() implements LayerSpec {
        /** Of blue, green and red. */
        public static final List<Double> MEANS = List.of(103.939, 116.779, 123.68);
    }

    /** A network of one input in a network: its input's shape → its output's shape. */
    record Nested(NetworkSpec network) implements LayerSpec {
        public Nested {
            if (network.inputs().size() != 1) {
                throw new IllegalArgumentException("a nested network must have one input, not "
                        + network.inputs().size());
            }
            if (depth(network) >= MAX_DEPTH) {
                throw new IllegalArgumentException("networks are nested more than " + MAX_DEPTH + " deep");
            }
        }

        /** How many networks lie in each other in {@code network}: 0 without a nested one. */
        private static int depth(NetworkSpec network) {
            return network.nodes().stream()
                    .mapToInt(node -> node.layer() instanceof Nested nested ? 1 + depth(nested.network()) : 0)
                    .max()
                    .orElse(0);
        }
    }

    /** λ ≥ 0, of which λ · Σw² over the layer's kernel is added to the loss. */
    default double l2() {
        return 0;
    }

    private static void requireUnits(int units) {
        requireCount(units, MAX_UNITS, "units");
    }

    private static void requireFactor(double l2) {
        if (!(l2 >= 0) || Double.isInfinite(l2)) {
            throw new IllegalArgumentException("l2 (" + l2 + ") must be 0 or more");
        }
    }

    private static void requireCount(int value, int most, String name) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " (" + value + ") must be in 1 to " + most);
        }
    }
}
