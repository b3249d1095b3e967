package io.foreflow.models.tabular;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.List;

/**
 * One of several classes. A network with one result, a sigmoid, yields the probability of the second of two labels, and
 * decides for it from 0.5 on. A network with as many results as labels, a softmax, decides for the most probable one.
 *
 * @param labels names by the classes' numbers, at least two, distinct
 */
public record Classes(List<String> labels) implements OutputSpec {
    public Classes {
        labels = ClassLabels.require(labels);
    }

    @Override
    public void requireFit(NetworkSpec network) {
        boolean one = labels.size() == 2 && network.outputShape().equals(Shape.of(1));
        int size = one ? 1 : labels.size();
        OutputLayers.requireShape(network, size, labels.size() + " labels");
        OutputLayers.requireDense(network.node(network.output()), size, one ? Activation.SIGMOID : Activation.SOFTMAX);
    }

    @Override
    public Answer.Classification answer(float[] results, int row, int size) {
        if (size == 1) {
            double second = results[row];
            // Equal probabilities keep this order: the second label comes first.
            return ClassLabels.ranked(List.of(labels.get(1), labels.get(0)), new double[] {second, 1 - second}, row);
        }
        double[] probabilities = new double[size];
        for (int i = 0; i < size; i++) {
            probabilities[i] = results[row * size + i];
        }
        return ClassLabels.ranked(labels, probabilities, row);
    }
}
