package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Window;

/**
 * A covariate that a model reads, and the constants that scale its values: (value − level) / scale.
 *
 * @param name name of the covariate in windows
 * @param level finite, in the covariate's unit
 * @param scale finite and above 0, in the covariate's unit
 * @param ahead true if the model also reads values announced for the target steps; false if it reads only values before
 *     the origin
 */
public record CovariateInput(String name, double level, double scale, boolean ahead) {
    public CovariateInput {
        requireNonNull(name, "name");
        if (!Double.isFinite(level)) {
            throw new IllegalArgumentException("the level (" + level + ") of covariate " + name + " must be finite");
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "the scale (" + scale + ") of covariate " + name + " must be finite and above 0");
        }
    }

    /**
     * Returns true if a window knows at least half of each part that the model reads, as nearly all windows of its
     * training did.
     */
    public boolean isKnown(Window window) {
        Covariate covariate = window.covariate(name);
        return covariate.isPastKnown() && (!ahead || covariate.isFutureKnown());
    }

    /** Returns the scaled value; 0 if it is unknown. */
    float number(double value) {
        return Double.isNaN(value) ? 0f : WindowEncoder.limited((value - level) / scale);
    }
}
