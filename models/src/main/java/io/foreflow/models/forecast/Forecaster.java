package io.foreflow.models.forecast;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;

/** Turns a window into a value for each target step. Confined to one thread unless an implementation allows more. */
public interface Forecaster {
    ForecastOutcome forecast(Window window);

    /** The result. An impossible forecast is expected, not exceptional. */
    sealed interface ForecastOutcome {}

    /**
     * @param values one for each target step, all finite, in the sensor's unit
     * @param method name of the method that made them: {@code network}, {@code ridge}, {@code ensemble}, or a
     *     baseline's name
     * @param clipped number of values that a {@link Guard} has changed
     * @param covariates how much of the model's covariates the window knows; an unknown one is read as its mean
     */
    record Forecasted(Values values, String method, int clipped, CovariatesKnown covariates)
            implements ForecastOutcome {
        /** Creates a forecast without clipped values and covariates. */
        public Forecasted(Values values, String method) {
            this(values, method, 0, CovariatesKnown.NOT_READ);
        }

        public Forecasted {
            if (!values.isComplete()) {
                throw new IllegalArgumentException("a forecast must be finite at every step");
            }
        }
    }

    /** @param reason the reason why this window cannot be forecast */
    record Unable(UnableReason reason) implements ForecastOutcome {}

    /** The reason why a forecaster cannot forecast a window. The names are metric labels. */
    enum UnableReason {
        /** The history has a gap that is too long to impute. */
        INCOMPLETE_HISTORY,
        /** The window knows no baseline yet that the network could correct. */
        TOO_LITTLE_MEMORY,
        /** The model was made for other lengths or another step. */
        SHAPE_MISMATCH,
        /** The model was made for another zone. */
        ZONE_MISMATCH,
        /** The result was not finite. */
        NOT_FINITE
    }
}
