package io.foreflow.benchmarks.trainings;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Generates rows of standard normal numbers; the time of arithmetic does not depend on the numbers. */
final class RandomSamples {
    private RandomSamples() {}

    static Samples of(NetworkSpec network, int rows, long seed) {
        Random random = new Random(seed);
        Map<String, Rows> inputs = new LinkedHashMap<>();
        network.inputs().forEach((name, shape) -> inputs.put(name, normal(shape.batch(rows), random)));
        return new Samples(inputs, normal(network.outputShape().batch(rows), random));
    }

    private static Tensor normal(Shape shape, Random random) {
        float[] numbers = new float[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Tensor.owning(shape, numbers);
    }
}
