package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Seeded rows for a network. */
final class TestSamples {
    private TestSamples() {}

    static Samples of(NetworkSpec network, int rows, long seed) {
        Random random = new Random(seed);
        Map<String, Rows> inputs = new LinkedHashMap<>();
        network.inputs().forEach((name, shape) -> inputs.put(name, normal(shape.batch(rows), random)));
        return new Samples(inputs, normal(network.outputShape().batch(rows), random));
    }

    static float[][] inputs(NetworkSpec network, Samples samples) {
        return network.inputs().keySet().stream()
                .map(name -> numbers(samples, name).toArray())
                .toArray(float[][]::new);
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

    private static Tensor normal(Shape shape, Random random) {
        float[] data = new float[shape.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return Tensor.owning(shape, data);
    }
}
