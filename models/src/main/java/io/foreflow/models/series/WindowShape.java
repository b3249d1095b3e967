package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

/**
 * How long the parts of a window are, in steps.
 *
 * @param step the width of a bucket
 * @param history steps before the origin that a forecaster sees one by one, at least 1
 * @param horizon steps from the origin on that are forecast, at least 1
 */
public record WindowShape(Step step, int history, int horizon) {
    /** Six hours of history, twenty-four hours of target. */
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

    /** Over how many days, begun ones included, the target reaches; at least 1. */
    public int horizonDays() {
        return (horizon + step.perDay() - 1) / step.perDay();
    }
}
