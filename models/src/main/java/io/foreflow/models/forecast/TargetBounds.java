package io.foreflow.models.forecast;

/**
 * Between which values, in the sensors' unit, a target can lie at all: a flow is not negative, a share is from 0 to 1.
 *
 * @param lower the least possible value; negative infinity where there is none
 * @param upper the greatest possible value, at least {@code lower}; positive infinity where there is none
 */
public record TargetBounds(double lower, double upper) {
    /** Every value is possible. */
    public static final TargetBounds NONE = new TargetBounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Values are 0 or more. */
    public static final TargetBounds NOT_NEGATIVE = new TargetBounds(0, Double.POSITIVE_INFINITY);

    public TargetBounds {
        if (!(lower <= upper) || lower == Double.POSITIVE_INFINITY || upper == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "the lower bound (" + lower + ") must be at most the upper one (" + upper + ")");
        }
    }

    /** The possible value that is nearest to {@code value}; NaN stays NaN. */
    public double clip(double value) {
        return Math.max(lower, Math.min(upper, value));
    }
}
