package io.foreflow.tutorials.study;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.util.Map;

/** How many numbers of a network a phase fits. */
final class Parameters {
    private Parameters() {}

    static long all(NetworkSpec network) {
        return WeightShapes.of(network).values().stream().mapToLong(Shape::size).sum();
    }

    static long frozen(NetworkSpec network, TrainingSpec phase) {
        return WeightShapes.of(network).entrySet().stream()
                .filter(weight -> phase.isFrozen(
                        weight.getKey().substring(0, weight.getKey().indexOf('/'))))
                .map(Map.Entry::getValue)
                .mapToLong(Shape::size)
                .sum();
    }

    static long fitted(NetworkSpec network, TrainingSpec phase) {
        return all(network) - frozen(network, phase);
    }
}
