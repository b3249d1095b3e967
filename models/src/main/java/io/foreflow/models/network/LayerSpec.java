package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.WeightSpec.StartingWeights;
import java.util.Arrays;
import java.util.List;

/**
 * One layer of a network, with Keras' meaning and defaults. Shapes are without the batch. A record knows its names, the
 * shape of its result and its weights. What else is done for every layer implements {@link LayerVisitor}.
 */
public sealed interface LayerSpec {
    /** The widest layer there can be. */
    int MAX_UNITS = 1 << 20;

    /** The largest window and stride there can be. */
    int MAX_WINDOW = 1 << 10;

    /** The largest depth of nested networks. */
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

        @Override
        public LayerKind kind() {
            return LayerKind.DENSE;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            int[] result = LayerShapes.only(inputs).toArray();
            result[result.length - 1] = units;
            return Shape.of(result);
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            return LayerWeights.kernelAndBias(Shape.of(input.last(), units), kernelInitializer, useBias);
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

        @Override
        public LayerKind kind() {
            return LayerKind.SIMPLE_RNN;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return LayerShapes.recurrent(inputs, units, returnSequences);
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            return LayerWeights.recurrent(input, units, units, Shape.of(units), StartingWeights.ZEROS);
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

        @Override
        public LayerKind kind() {
            return LayerKind.LSTM;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return LayerShapes.recurrent(inputs, units, returnSequences);
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            int columns = gates() * units;
            return LayerWeights.recurrent(input, units, columns, Shape.of(columns), StartingWeights.UNIT_FORGET_GATE);
        }

        @Override
        public int gates() {
            return 4;
        }
    }

    /**
     * (time, in) → (units) or, returning sequences, (time, units). Gates stand in Keras' order z, r, h in
     * kernel[in, 3·units], recurrent_kernel[units, 3·units] and bias: h' = z · h + (1 − z) · candidate. Cho et al.,
     * "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation", 2014.
     *
     * @param resetAfter whether the reset gate r multiplies the product of the state with its kernel, as in Keras' default;
     *     the bias then is [2, 3·units], one row for the input and one for the state. Else r multiplies the state before
     *     the product, and the bias is [3·units]
     */
    record Gru(
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean returnSequences,
            boolean resetAfter)
            implements LayerSpec {
        public Gru {
            requireUnits(units);
            requireNonNull(activation, "activation");
            requireNonNull(recurrentActivation, "recurrentActivation");
        }

        public Gru(int units) {
            this(units, Activation.TANH, Activation.SIGMOID, false, true);
        }

        @Override
        public LayerKind kind() {
            return LayerKind.GRU;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return LayerShapes.recurrent(inputs, units, returnSequences);
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            int columns = gates() * units;
            Shape bias = resetAfter ? Shape.of(2, columns) : Shape.of(columns);
            return LayerWeights.recurrent(input, units, columns, bias, StartingWeights.ZEROS);
        }

        @Override
        public int gates() {
            return 3;
        }
    }

    /** Any shape → one dimension, the last dimension running fastest. */
    record Flatten() implements LayerSpec {
        @Override
        public LayerKind kind() {
            return LayerKind.FLATTEN;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return Shape.of(LayerShapes.only(inputs).size());
        }
    }

    /** Sets a share {@code rate} of the inputs to 0 while training, and divides the others by (1 − rate). */
    record Dropout(double rate) implements LayerSpec {
        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("dropout rate (" + rate + ") must be in [0, 1)");
            }
        }

        @Override
        public LayerKind kind() {
            return LayerKind.DROPOUT;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return LayerShapes.only(inputs);
        }
    }

    /** Two or more inputs, joined along the last dimension. */
    record Concatenate() implements LayerSpec {
        @Override
        public LayerKind kind() {
            return LayerKind.CONCATENATE;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return LayerShapes.concatenated(inputs);
        }
    }

    /** Two or more inputs of one shape, summed. */
    record Add() implements LayerSpec {
        @Override
        public LayerKind kind() {
            return LayerKind.ADD;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return LayerShapes.added(inputs);
        }
    }

    /**
     * (…) whole numbers in [0, inputDim) → (…, outputDim): for each its row of embeddings[inputDim, outputDim]. Reads
     * an input of the network. A number that is none of these is an error.
     */
    record Embedding(int inputDim, int outputDim) implements LayerSpec {
        public Embedding {
            requireCount(inputDim, MAX_INPUT_DIM, "inputDim");
            requireCount(outputDim, MAX_UNITS, "outputDim");
        }

        @Override
        public LayerKind kind() {
            return LayerKind.EMBEDDING;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            Shape in = LayerShapes.only(inputs);
            int[] result = Arrays.copyOf(in.toArray(), in.rank() + 1);
            result[in.rank()] = outputDim;
            return Shape.of(result);
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            return List.of(new WeightSpec(
                    WeightShapes.EMBEDDINGS, Shape.of(inputDim, outputDim), StartingWeights.SMALL_UNIFORM));
        }
    }

    /**
     * (height, width, in) → (height', width', filters): at each place activation(window · kernel[height, width,
     * in, filters] + bias[filters]). The height and width of the result are those of {@link Padding#places}.
     */
    record Conv2d(
            int filters,
            Extent kernel,
            Extent strides,
            Padding padding,
            Activation activation,
            boolean useBias,
            double l2,
            Initializer kernelInitializer)
            implements LayerSpec {
        public Conv2d {
            requireCount(filters, MAX_UNITS, "filters");
            requireExtent(kernel, "kernel");
            requireExtent(strides, "stride");
            requireNonNull(padding, "padding");
            requireNonNull(activation, "activation");
            requireNonNull(kernelInitializer, "kernelInitializer");
            requireFactor(l2);
        }

        /** Makes a convolution with square windows and a stride of 1. */
        public Conv2d(int filters, int size, Padding padding, Activation activation) {
            this(
                    filters,
                    Extent.square(size),
                    Extent.square(1),
                    padding,
                    activation,
                    true,
                    0,
                    Initializer.GLOROT_UNIFORM);
        }

        /** Within the picture. */
        public Conv2d(int filters, int size, Activation activation) {
            this(filters, size, Padding.VALID, activation);
        }

        @Override
        public LayerKind kind() {
            return LayerKind.CONV2D;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            Shape in = LayerShapes.picture(inputs);
            return Shape.of(
                    padding.places(in.at(0), kernel.height(), strides.height()),
                    padding.places(in.at(1), kernel.width(), strides.width()),
                    filters);
        }

        @Override
        public List<WeightSpec> weights(Shape input) {
            Shape shape = Shape.of(kernel.height(), kernel.width(), input.last(), filters);
            return LayerWeights.kernelAndBias(shape, kernelInitializer, useBias);
        }
    }

    /**
     * (height, width, channels) → (height', width', channels): the largest number of each window, within the picture. Of
     * several that are largest, the first one gets the gradient.
     */
    record MaxPooling2d(Extent pool, Extent strides) implements LayerSpec {
        public MaxPooling2d {
            requireExtent(pool, "pool");
            requireExtent(strides, "stride");
        }

        /** Makes pooling with square windows side by side. */
        public MaxPooling2d(int size) {
            this(Extent.square(size), Extent.square(size));
        }

        @Override
        public LayerKind kind() {
            return LayerKind.MAX_POOLING2D;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            Shape in = LayerShapes.picture(inputs);
            return Shape.of(
                    Padding.VALID.places(in.at(0), pool.height(), strides.height()),
                    Padding.VALID.places(in.at(1), pool.width(), strides.width()),
                    in.last());
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

        @Override
        public LayerKind kind() {
            return LayerKind.RESCALING;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            return LayerShapes.only(inputs);
        }
    }

    /**
     * (…, 3) → (…, 3): red, green and blue from 0 to 255 → blue, green and red less their means over ImageNet, {@link
     * #MEANS}. What the published VGG networks (Simonyan and Zisserman, 2014) read.
     */
    record BgrMeans() implements LayerSpec {
        /** Means of blue, green and red. */
        public static final List<Double> MEANS = List.of(103.939, 116.779, 123.68);

        @Override
        public LayerKind kind() {
            return LayerKind.BGR_MEANS;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            Shape in = LayerShapes.only(inputs);
            if (in.last() != MEANS.size()) {
                throw new IllegalArgumentException("needs an input of three colours, not " + in);
            }
            return in;
        }
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

        /** Returns the depth of nesting in {@code network}: 0 without a nested one. */
        private static int depth(NetworkSpec network) {
            return network.nodes().stream()
                    .mapToInt(node -> node.layer() instanceof Nested nested ? 1 + depth(nested.network()) : 0)
                    .max()
                    .orElse(0);
        }

        @Override
        public LayerKind kind() {
            return LayerKind.NESTED;
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public Shape output(List<Shape> inputs) {
            Shape in = LayerShapes.only(inputs);
            Shape expected = network.inputs().values().iterator().next();
            if (!in.equals(expected)) {
                throw new IllegalArgumentException("is a network that reads " + expected + ", not " + in);
            }
            return network.outputShape();
        }
    }

    /** Returns the kind, which knows the layer's names. */
    LayerKind kind();

    /** Calls the method of {@code visitor} for this type of layer. */
    <R> R accept(LayerVisitor<R> visitor);

    /**
     * Returns the shape of the result for inputs of these shapes.
     *
     * @throws IllegalArgumentException if the layer cannot read them; the message follows the layer's name
     */
    Shape output(List<Shape> inputs);

    /** Returns the weights for an input of this shape, in the order embeddings, kernel, recurrent kernel, bias. */
    default List<WeightSpec> weights(Shape input) {
        return List.of();
    }

    /** Returns the number of blocks of columns in the weights: an LSTM has one block for each of its 4 gates. */
    default int gates() {
        return 1;
    }

    /** Returns λ ≥ 0: λ · Σw² over the layer's kernel is added to the loss. */
    default double l2() {
        return 0;
    }

    /**
     * One method for each type of layer. A class that does something for every layer implements it, so that the compiler
     * names what a new layer still needs.
     */
    interface LayerVisitor<R> {
        R visit(Dense dense);

        R visit(SimpleRnn rnn);

        R visit(Lstm lstm);

        R visit(Gru gru);

        R visit(Flatten flatten);

        R visit(Dropout dropout);

        R visit(Concatenate concatenate);

        R visit(Add add);

        R visit(Embedding embedding);

        R visit(Conv2d conv);

        R visit(MaxPooling2d pooling);

        R visit(Rescaling rescaling);

        R visit(BgrMeans means);

        R visit(Nested nested);
    }

    private static void requireUnits(int units) {
        requireCount(units, MAX_UNITS, "units");
    }

    private static void requireFactor(double l2) {
        if (!(l2 >= 0) || Double.isInfinite(l2)) {
            throw new IllegalArgumentException("l2 (" + l2 + ") must be 0 or more");
        }
    }

    private static void requireExtent(Extent extent, String name) {
        requireCount(extent.height(), MAX_WINDOW, name + "Height");
        requireCount(extent.width(), MAX_WINDOW, name + "Width");
    }

    private static void requireCount(int value, int most, String name) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " (" + value + ") must be in 1 to " + most);
        }
    }
}
