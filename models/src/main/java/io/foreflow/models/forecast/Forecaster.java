package io.foreflow.models.forecast;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;

/** Turns a window into a value for each target step. Confined to one thread unless it says otherwise. */
public interface Forecaster {
    ForecastOutcome forecast(Window window);

    /** What came of it; not being able to forecast is expected, not exceptional. */
    sealed interface ForecastOutcome {}

    /**
     * @param values one for each target step, all finite, in the sensor's unit
     * @param method what made them: {@code network}, {@code ridge}, {@code ensemble}, or a baseline's name
     * @param clipped how many of the values a {@link Guard} has changed
     * @param covariates how many of those that were read the window knew; one that it does not know is read as its mean
     */
    record Forecasted(Values values, String method, int clipped, CovariatesKnown covariates)
            implements ForecastOutcome {
        /** As they were made, without covariates. */
        public Forecasted(Values values, String method) {
            this(values, method, 0, CovariatesKnown.NOT_READ);
        }

        public Forecasted {
            if (!values.isComplete()) {
                throw new IllegalArgumentException("a forecast must be finite at every step");
            }
        }
    }

    /** @param reason why this window cannot be forecast */
    record Unable(UnableReason reason) implements ForecastOutcome {}

    /** Why a forecaster cannot forecast a window. The names are metric labels. */
    enum UnableReason {
        /** The history has a gap that is too long to impute. */
        INCOMPLETE_HISTORY,
        /** No baseline is known yet that the network could correct. */
        TOO_LITTLE_MEMORY,
        /** The model was made for other lengths or another step. */
        SHAPE_MISMATCH,
        /** The model was made for another zone. */
        ZONE_MISMATCH,
        /** The result was not finite. */
        NOT_FINITE
    }
}
