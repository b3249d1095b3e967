package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Window;

/**
 * A covariate that a model reads, and the constants with which its values become numbers: (value − level) / scale.
 *
 * @param name under which windows tell of it
 * @param level finite, in the covariate's unit
 * @param scale finite and above 0, in the covariate's unit
 * @param ahead whether the model reads what was announced of the target steps as well; else only what came before the origin
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

    /** Whether a window knows at least half of each part that the model reads, as nearly all windows of its training did. */
    public boolean isKnown(Window window) {
        Covariate covariate = window.covariate(name);
        return covariate.isPastKnown() && (!ahead || covariate.isFutureKnown());
    }

    /** The number for a value; 0 where it is unknown. */
    float number(double value) {
        return Double.isNaN(value) ? 0f : WindowEncoder.limited((value - level) / scale);
    }
}
