package io.foreflow.training.fit;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Matrices;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.WeightShapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whitens one of a network's inputs while it learns: z = L⁻¹ · (x − mean), where L·Lᵀ is the covariance of the training
 * rows plus {@value #RIDGE} on its diagonal. Gradients then point towards the minimum instead of across narrow valleys
 * (LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998). After the fit, {@link #folded} moves the whitening into
 * the dense layers that read the input: the forecasting network has the same layers and reads the original input.
 */
public final class Whitening {
    /** Added to each variance; it also keeps features that hardly vary from being scaled up too much. */
    static final double RIDGE = 0.03;

    /**
     * Number of rows of the covariance that one pass over the training rows sums. The training rows do not fit into the
     * caches; these do.
     */
    private static final int BLOCK = 16;

    private final String input;
    private final int size;
    private final double[] means;

    /** [size][size], the lower triangle of L⁻¹, by columns: entry [j][i] is the weight of feature j in z_i. */
    private final double[][] columns;

    private Whitening(String input, double[] means, double[][] columns) {
        this.input = input;
        this.size = means.length;
        this.means = means;
        this.columns = columns;
    }

    /**
     * Computes the whitening from training rows.
     *
     * @param input name of the input; its rows are of one dimension
     */
    public static Whitening of(Samples training, String input) {
        float[][] rows = read(requireNonNull(training.inputs().get(input), input));
        int size = rows[0].length;
        double[] means = new double[size];
        for (float[] row : rows) {
            for (int i = 0; i < size; i++) {
                means[i] += row[i] / (double) rows.length;
            }
        }
        double[][] covariance = covariance(rows, means);
        if (Matrices.decompose(covariance, 0) < size) {
            throw new IllegalArgumentException("the input " + input + " is not finite, or too large to be squared");
        }
        return new Whitening(input, means, inverse(covariance));
    }

    private static float[][] read(Rows rows) {
        int width = rows.rowShape().size();
        float[][] read = new float[rows.rows()][width];
        IntStream.range(0, read.length).parallel().forEach(row -> rows.copyRow(row, read[row], 0));
        return read;
    }

    private static double[][] covariance(float[][] rows, double[] means) {
        int size = means.length;
        double[][] sums = new double[size][];
        for (int i = 0; i < size; i++) {
            sums[i] = new double[i + 1];
        }
        double[][] centred = new double[rows.length][size];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < size; i++) {
                centred[r][i] = rows[r][i] - means[i];
            }
        }
        IntStream.range(0, (size + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            int end = Math.min(size, (block + 1) * BLOCK);
            for (double[] row : centred) {
                for (int i = block * BLOCK; i < end; i++) {
                    Matrices.addScaled(sums[i], row[i] / rows.length, row, i + 1);
                }
            }
            for (int i = block * BLOCK; i < end; i++) {
                sums[i][i] += RIDGE;
            }
        });
        return sums;
    }

    /** Returns the columns of the inverse of a lower triangle. */
    private static double[][] inverse(double[][] factor) {
        int size = factor.length;
        double[][] columns = new double[size][size];
        IntStream.range(0, size).parallel().forEach(j -> {
            double[] column = columns[j];
            column[j] = 1 / factor[j][j];
            for (int i = j + 1; i < size; i++) {
                double sum = 0;
                for (int k = j; k < i; k++) {
                    sum -= factor[i][k] * column[k];
                }
                column[i] = sum / factor[i][i];
            }
        });
        return columns;
    }

    /** Returns the same rows with the input whitened. */
    public Samples apply(Samples samples) {
        Map<String, Rows> inputs = new LinkedHashMap<>(samples.inputs());
        float[][] rows = read(requireNonNull(inputs.get(input)));
        float[] whitened = new float[rows.length * size];
        IntStream.range(0, rows.length).parallel().forEach(row -> {
            double[] sums = new double[size];
            for (int j = 0; j < size; j++) {
                addTail(sums, rows[row][j] - means[j], columns[j], j);
            }
            for (int i = 0; i < size; i++) {
                whitened[row * size + i] = (float) sums[i];
            }
        });
        inputs.put(input, Tensor.owning(Shape.of(rows.length, size), whitened));
        return new Samples(inputs, samples.targets());
    }

    private static void addTail(double[] sums, double factor, double[] column, int from) {
        if (factor != 0) {
            for (int i = from; i < sums.length; i++) {
                sums[i] += factor * column[i];
            }
        }
    }

    /**
     * Returns weights that do on the original input what {@code weights} do on the whitened one, up to rounding.
     *
     * @throws IllegalArgumentException if anything but dense layers with a bias reads the input, directly or joined
     *     with others
     */
    public Weights folded(NetworkSpec network, Weights weights) {
        Map<String, Tensor> folded = new LinkedHashMap<>(weights.tensors());
        for (ReadingLayer reader : readers(network)) {
            fold(reader, folded);
        }
        return new Weights(folded);
    }

    /** A dense layer, and the offset of the input within the rows that it reads. */
    private record ReadingLayer(String layer, int offset) {}

    private List<ReadingLayer> readers(NetworkSpec network) {
        Map<String, Shape> shapes = network.shapes();
        List<ReadingLayer> readers = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (!node.inputs().contains(input)) {
                continue;
            }
            if (node.layer() instanceof LayerSpec.Concatenate) {
                int offset = 0;
                for (String part : node.inputs()) {
                    if (part.equals(input)) {
                        readers.addAll(dense(network, node.name(), offset));
                    }
                    offset += requireNonNull(shapes.get(part)).last();
                }
            } else {
                readers.add(reader(node, 0));
            }
        }
        return readers;
    }

    private List<ReadingLayer> dense(NetworkSpec network, String name, int offset) {
        return network.nodes().stream()
                .filter(node -> node.inputs().contains(name))
                .map(node -> reader(node, offset))
                .toList();
    }

    private ReadingLayer reader(Node node, int offset) {
        if (node.layer() instanceof LayerSpec.Dense dense && dense.useBias()) {
            return new ReadingLayer(node.name(), offset);
        }
        throw new IllegalArgumentException("input " + input + " cannot be whitened: layer " + node.name()
                + " reads it and is not a dense layer with a bias");
    }

    private void fold(ReadingLayer reader, Map<String, Tensor> weights) {
        String kernelName = WeightShapes.name(reader.layer(), WeightShapes.KERNEL);
        String biasName = WeightShapes.name(reader.layer(), WeightShapes.BIAS);
        Tensor kernelTensor = requireNonNull(weights.get(kernelName));
        float[] kernel = kernelTensor.toArray();
        float[] bias = requireNonNull(weights.get(biasName)).toArray();
        int units = bias.length;
        double[][] rows = new double[size][units];
        IntStream.range(0, size).parallel().forEach(j -> {
            for (int i = j; i < size; i++) {
                int at = (reader.offset() + i) * units;
                for (int k = 0; k < units; k++) {
                    rows[j][k] += columns[j][i] * kernel[at + k];
                }
            }
        });
        double[] shift = new double[units];
        for (int j = 0; j < size; j++) {
            Matrices.addScaled(shift, means[j], rows[j], units);
            for (int k = 0; k < units; k++) {
                kernel[(reader.offset() + j) * units + k] = (float) rows[j][k];
            }
        }
        for (int k = 0; k < units; k++) {
            bias[k] -= (float) shift[k];
        }
        weights.put(kernelName, Tensor.owning(kernelTensor.shape(), kernel));
        weights.put(biasName, Tensor.owning(Shape.of(units), bias));
    }
}
