package io.foreflow.models.engine.dl4j;

import static java.util.Objects.requireNonNull;

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
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        network.inputs().forEach((name, shape) -> inputs.put(name, normal(shape.batch(rows), random)));
        return new Samples(inputs, normal(network.outputShape().batch(rows), random));
    }

    static float[][] inputs(NetworkSpec network, Samples samples) {
        return network.inputs().keySet().stream()
                .map(name -> requireNonNull(samples.inputs().get(name)).toArray())
                .toArray(float[][]::new);
    }

    private static Tensor normal(Shape shape, Random random) {
        float[] data = new float[shape.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return Tensor.owning(shape, data);
    }
}
