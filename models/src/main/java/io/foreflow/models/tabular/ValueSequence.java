package io.foreflow.models.tabular;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Several numbers of one kind, for instance the next 24 hours of a series: each result y stands for y · scale + shift.
 *
 * @param names names of the estimated quantities, in the order of the results, distinct, not blank
 * @param unit unit of the answers, not blank
 * @param shift in {@code unit}; 0 for none
 * @param scale in {@code unit}, not 0; 1 for none
 */
public record ValueSequence(List<String> names, String unit, double shift, double scale) implements OutputSpec {
    private static final int MAX_NAMES = 10_000;

    public ValueSequence {
        names = List.copyOf(names);
        if (names.isEmpty() || names.size() > MAX_NAMES) {
            throw new IllegalArgumentException("there must be 1 to " + MAX_NAMES + " values, not " + names.size());
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("the values' names must differ: " + names);
        }
        for (String name : names) {
            value(name, unit, shift, scale);
        }
    }

    private static Value value(String name, String unit, double shift, double scale) {
        return new Value(name, unit, shift, scale);
    }

    @Override
    public void requireFit(NetworkSpec network) {
        OutputLayers.requireShape(network, names.size(), names.size() + " values");
    }

    @Override
    public Answer.Estimates answer(float[] results, int row, int size) {
        List<Answer.Estimate> estimates = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            double value = results[row * size + i] * scale + shift;
            if (!Double.isFinite(value)) {
                throw new NoAnswerException(
                        NoAnswerReason.UNUSABLE_RESULT,
                        row,
                        "the network yields " + results[row * size + i] + ", which is no " + names.get(i));
            }
            estimates.add(new Answer.Estimate(names.get(i), value, unit));
        }
        return new Answer.Estimates(estimates);
    }
}
