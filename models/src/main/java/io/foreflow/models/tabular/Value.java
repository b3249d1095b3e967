package io.foreflow.models.tabular;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;

/**
 * One number: the network's only result y stands for y · scale + shift.
 *
 * @param name name of the estimated quantity, not blank
 * @param unit unit of the answer, not blank, for instance {@code USD}
 * @param shift in {@code unit}; 0 for none
 * @param scale in {@code unit}, not 0; 1 for none
 */
public record Value(String name, String unit, double shift, double scale) implements OutputSpec {
    public Value {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a value's name must not be blank");
        }
        if (unit.isBlank()) {
            throw new IllegalArgumentException("the unit of " + name + " must not be blank");
        }
        if (!Double.isFinite(shift)) {
            throw new IllegalArgumentException("shift (" + shift + ") of " + name + " must be finite");
        }
        if (!Double.isFinite(scale) || scale == 0) {
            throw new IllegalArgumentException("scale (" + scale + ") of " + name + " must be finite and not 0");
        }
    }

    /** Returns the network's training target for {@code value}. */
    public float target(double value) {
        return (float) ((value - shift) / scale);
    }

    @Override
    public void requireFit(NetworkSpec network) {
        OutputLayers.requireShape(network, 1, "one value");
    }

    @Override
    public Answer.Estimate answer(float[] results, int row, int size) {
        double value = results[row] * scale + shift;
        if (!Double.isFinite(value)) {
            throw new NoAnswerException(
                    NoAnswerReason.UNUSABLE_RESULT,
                    row,
                    "the network yields " + results[row] + ", which is no " + name);
        }
        return new Answer.Estimate(name, value, unit);
    }
}
