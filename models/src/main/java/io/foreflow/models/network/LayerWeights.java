package io.foreflow.models.network;

import io.foreflow.models.network.WeightSpec.StartingWeights;
import java.util.List;

/** The weights that several kinds of layers have in common. */
final class LayerWeights {
    private LayerWeights() {}

    static List<WeightSpec> kernelAndBias(Shape kernel, Initializer initializer, boolean useBias) {
        WeightSpec weight = new WeightSpec(WeightShapes.KERNEL, kernel, StartingWeights.of(initializer));
        return useBias
                ? List.of(weight, new WeightSpec(WeightShapes.BIAS, Shape.of(kernel.last()), StartingWeights.ZEROS))
                : List.of(weight);
    }

    static List<WeightSpec> recurrent(Shape input, int units, int columns, Shape bias, StartingWeights biasStart) {
        return List.of(
                new WeightSpec(WeightShapes.KERNEL, Shape.of(input.last(), columns), StartingWeights.GLOROT_UNIFORM),
                new WeightSpec(WeightShapes.RECURRENT_KERNEL, Shape.of(units, columns), StartingWeights.ORTHOGONAL),
                new WeightSpec(WeightShapes.BIAS, bias, biasStart));
    }
}
