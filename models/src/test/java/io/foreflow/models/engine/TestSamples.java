package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Loss.BinaryCrossEntropy;
import io.foreflow.models.network.Loss.CategoricalCrossEntropy;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded rows for a network. */
final class TestSamples {
    private TestSamples() {}

    /** Normal numbers, for a loss that takes any, and whole ones where an embedding reads. */
    static Samples of(NetworkSpec network, int rows, long seed) {
        return of(network, new Loss.Mse(), rows, seed, false);
    }

    static Samples of(NetworkSpec network, Loss loss, int rows, long seed) {
        return of(network, loss, rows, seed, false);
    }

    /** With flat inputs that no embedding reads as index lists. */
    static Samples multiHot(NetworkSpec network, Loss loss, int rows, long seed) {
        return of(network, loss, rows, seed, true);
    }

    private static Samples of(NetworkSpec network, Loss loss, int rows, long seed, boolean multiHot) {
        Random random = new Random(seed);
        Map<String, Rows> inputs = new LinkedHashMap<>();
        network.inputs().forEach((name, shape) -> {
            int bound = leastEntries(network, name);
            if (bound > 0) {
                inputs.put(name, whole(shape.batch(rows), bound, random));
            } else if (multiHot && shape.rank() == 1) {
                inputs.put(name, lists(rows, shape.last(), random));
            } else {
                inputs.put(name, normal(shape.batch(rows), random));
            }
        });
        return new Samples(inputs, targets(network.outputShape(), loss, rows, random));
    }

    /** What whole numbers in an input must be less than; 0 where no embedding reads it. */
    private static int leastEntries(NetworkSpec network, String input) {
        return network.nodes().stream()
                .filter(node -> node.inputs().contains(input))
                .mapToInt(node -> node.layer() instanceof Embedding embedding ? embedding.inputDim() : 0)
                .filter(entries -> entries > 0)
                .min()
                .orElse(0);
    }

    private static Tensor targets(Shape output, Loss loss, int rows, Random random) {
        Shape shape = loss.targets(output).batch(rows);
        if (loss instanceof SparseCategoricalCrossEntropy) {
            return whole(shape, output.last(), random);
        }
        Tensor normal = normal(shape, random);
        if (!(loss instanceof BinaryCrossEntropy || loss instanceof CategoricalCrossEntropy)) {
            return normal;
        }
        float[] data = normal.toArray();
        for (int i = 0; i < data.length; i++) {
            data[i] = loss instanceof BinaryCrossEntropy && random.nextBoolean()
                    ? random.nextInt(2)
                    : (float) (1 / (1 + Math.exp(-data[i])));
        }
        for (int from = 0; loss instanceof CategoricalCrossEntropy && from < data.length; from += output.last()) {
            double sum = 0;
            for (int i = 0; i < output.last(); i++) {
                sum += data[from + i];
            }
            for (int i = 0; i < output.last(); i++) {
                data[from + i] /= (float) sum;
            }
        }
        return Tensor.owning(shape, data);
    }

    static float[][] inputs(NetworkSpec network, Samples samples) {
        return network.inputs().keySet().stream()
                .map(name -> numbers(samples, name).toArray())
                .toArray(float[][]::new);
    }

    static List<Rows> rows(NetworkSpec network, Samples samples) {
        return network.inputs().keySet().stream()
                .map(name -> requireNonNull(samples.inputs().get(name)))
                .toList();
    }

    /** An input's rows as numbers. */
    static Tensor numbers(Samples samples, String input) {
        Rows rows = requireNonNull(samples.inputs().get(input));
        int size = rows.rowShape().size();
        float[] data = new float[rows.rows() * size];
        for (int row = 0; row < rows.rows(); row++) {
            rows.copyRow(row, data, row * size);
        }
        return Tensor.owning(rows.shape(), data);
    }

    /** All inputs as numbers. */
    static Samples dense(Samples samples) {
        Map<String, Rows> inputs = new LinkedHashMap<>();
        samples.inputs().keySet().forEach(name -> inputs.put(name, numbers(samples, name)));
        return new Samples(inputs, samples.targets());
    }

    /** The rows {@code rows}, as numbers. */
    static Samples select(Samples samples, int[] rows) {
        Map<String, Rows> inputs = new LinkedHashMap<>();
        samples.inputs().forEach((name, all) -> inputs.put(name, select(all, rows)));
        return new Samples(inputs, select(samples.targets(), rows));
    }

    private static Tensor select(Rows all, int[] rows) {
        int size = all.rowShape().size();
        float[] data = new float[rows.length * size];
        for (int i = 0; i < rows.length; i++) {
            all.copyRow(rows[i], data, i * size);
        }
        return Tensor.owning(all.rowShape().batch(rows.length), data);
    }

    static float[] predict(Engine engine, NetworkSpec network, Weights weights, Samples samples) {
        float[] output = new float[samples.rows() * network.outputShape().size()];
        try (Predictor predictor = engine.predictor(network, weights)) {
            predictor.predict(rows(network, samples), output);
        }
        return output;
    }

    private static Tensor normal(Shape shape, Random random) {
        float[] data = new float[shape.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return Tensor.owning(shape, data);
    }

    private static Tensor whole(Shape shape, int bound, Random random) {
        float[] data = new float[shape.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextInt(bound);
        }
        return Tensor.owning(shape, data);
    }

    private static IndexLists lists(int rows, int width, Random random) {
        int[][] lists = new int[rows][];
        for (int row = 0; row < rows; row++) {
            lists[row] = IntStream.range(0, width)
                    .filter(place -> random.nextInt(3) == 0)
                    .toArray();
        }
        return IndexLists.of(width, lists);
    }
}
