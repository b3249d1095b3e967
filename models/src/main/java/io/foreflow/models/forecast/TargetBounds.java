package io.foreflow.models.forecast;

/**
 * The range of possible target values, in the sensors' unit: a flow is not negative, a share is from 0 to 1.
 *
 * @param lower the least possible value; negative infinity if there is none
 * @param upper the greatest possible value, at least {@code lower}; positive infinity if there is none
 */
public record TargetBounds(double lower, double upper) {
    /** Bounds under which every value is possible. */
    public static final TargetBounds NONE = new TargetBounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Bounds for values of 0 or more. */
    public static final TargetBounds NOT_NEGATIVE = new TargetBounds(0, Double.POSITIVE_INFINITY);

    public TargetBounds {
        if (!(lower <= upper) || lower == Double.POSITIVE_INFINITY || upper == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "the lower bound (" + lower + ") must be at most the upper one (" + upper + ")");
        }
    }

    /** Returns the possible value that is nearest to {@code value}; NaN stays NaN. */
    public double clip(double value) {
        return value > lower && value < upper ? value : Math.max(lower, Math.min(upper, value));
    }
}
