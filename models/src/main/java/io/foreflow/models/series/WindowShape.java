package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

/**
 * The lengths of the parts of a window, in steps.
 *
 * @param step width of a bucket
 * @param history number of steps before the origin that a forecaster sees one by one, at least 1
 * @param horizon number of steps from the origin on that are forecast, at least 1
 */
public record WindowShape(Step step, int history, int horizon) {
    /** The default: six hours of history, twenty-four hours of target. */
    public static final WindowShape DEFAULT = new WindowShape(Step.HOUR, 6, 24);

    public WindowShape {
        requireNonNull(step, "step");
        if (history < 1) {
            throw new IllegalArgumentException("window.history (" + history + ") must be at least 1 step");
        }
        if (horizon < 1) {
            throw new IllegalArgumentException("window.horizon (" + horizon + ") must be at least 1 step");
        }
    }

    /** Returns the number of days that the target reaches, partial ones included; at least 1. */
    public int horizonDays() {
        return (horizon + step.perDay() - 1) / step.perDay();
    }
}
