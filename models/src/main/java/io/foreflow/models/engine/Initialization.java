package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Draws the weights that a fit starts from, distributed as in Keras; the same for the same seed on every machine. */
public final class Initialization {
    private static final double SMALL = 0.05;

    private Initialization() {}

    /**
     * Draws all weights of a network as each {@link WeightSpec} says. The forget gate of an LSTM starts at 1 (Jozefowicz et
     * al., "An Empirical Exploration of Recurrent Network Architectures", 2015). Each tensor draws from its own sequence,
     * named by seed and weight, so that a further layer changes no other.
     */
    public static Weights weights(NetworkSpec network, long seed) {
        NetworkSpec inlined = network.inlined();
        Map<String, Shape> shapes = inlined.shapes();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (Node node : inlined.nodes()) {
            Shape input = requireNonNull(shapes.get(node.inputs().get(0)));
            for (WeightSpec weight : node.layer().weights(input)) {
                String name = Weights.name(node.name(), weight.part());
                weights.put(name, draw(weight, random(seed, name)));
            }
        }
        return new Weights(weights);
    }

    private static SplitMix64 random(long seed, String name) {
        return new SplitMix64(SplitMix64.key(seed, "weights/" + name));
    }

    private static Tensor draw(WeightSpec weight, SplitMix64 random) {
        Shape shape = weight.shape();
        return switch (weight.start()) {
            case GLOROT_UNIFORM -> glorotUniform(shape, random);
            case ORTHOGONAL -> orthogonal(shape, random);
            case ZEROS -> Tensor.owning(shape, new float[shape.size()]);
            case SMALL_UNIFORM -> uniform(shape, SMALL, random);
            case UNIT_FORGET_GATE -> unitForgetGate(shape);
        };
    }

    /**
     * Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, (16). A
     * convolution's fans are its windows: height · width · in, and height · width · out.
     */
    private static Tensor glorotUniform(Shape shape, SplitMix64 random) {
        double in = shape.at(shape.rank() - 2);
        double window = shape.size() / in / shape.last();
        return uniform(shape, Math.sqrt(6.0 / (window * in + window * shape.last())), random);
    }

    /** Draws a tensor uniformly from ±{@code limit}. */
    private static Tensor uniform(Shape shape, double limit, SplitMix64 random) {
        float[] data = new float[shape.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) ((2 * random.nextUnit() - 1) * limit);
        }
        return Tensor.owning(shape, data);
    }

    /**
     * The orthogonal factor of a normal matrix, of which the shorter side is orthonormal: Saxe et al., "Exact solutions
     * to the nonlinear dynamics of learning in deep linear neural networks", 2014. By Gram and Schmidt in double
     * precision, twice, which leaves the triangular factor a positive diagonal and so the result uniformly distributed. A
     * convolution's windows are the rows.
     */
    private static Tensor orthogonal(Shape shape, SplitMix64 random) {
        int columns = shape.last();
        int rows = shape.size() / columns;
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < length; k++) {
                vectors[i][k] = normal(random);
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    subtractProjection(vectors[i], vectors[j]);
                }
            }
            double norm = Math.sqrt(dot(vectors[i], vectors[i]));
            for (int k = 0; k < length; k++) {
                vectors[i][k] /= norm;
            }
        }
        boolean rowsAreVectors = rows == count;
        float[] data = new float[shape.size()];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                data[row * columns + column] = (float) (rowsAreVectors ? vectors[row][column] : vectors[column][row]);
            }
        }
        return Tensor.owning(shape, data);
    }

    private static void subtractProjection(double[] vector, double[] unit) {
        double projection = dot(vector, unit);
        for (int k = 0; k < vector.length; k++) {
            vector[k] -= projection * unit[k];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** Box and Muller; strict functions, so that every machine draws the same. */
    private static double normal(SplitMix64 random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextUnit()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextUnit());
    }

    /** The second of four blocks is that of the forget gate. */
    private static Tensor unitForgetGate(Shape shape) {
        int units = shape.size() / 4;
        float[] bias = new float[shape.size()];
        Arrays.fill(bias, units, 2 * units, 1);
        return Tensor.owning(shape, bias);
    }
}
