package io.foreflow.forecaster.metrics;

import io.foreflow.models.forecast.Forecaster.UnableReason;

/** The reason why a baseline forecast instead of a model. The label is that of {@code foreflow_fallbacks_total}. */
public enum FallbackReason {
    /** There is no model, or none that could be opened. */
    NO_MODEL("noModel"),
    INCOMPLETE_HISTORY("incompleteHistory"),
    TOO_LITTLE_MEMORY("tooLittleMemory"),
    SHAPE_MISMATCH("shapeMismatch"),
    ZONE_MISMATCH("zoneMismatch"),
    NOT_FINITE("notFinite"),
    /** The sensor has fallen silent: its last forecast is always a fallback. */
    STALE("stale"),
    /** The model's forecaster threw an exception. */
    ERROR("error");

    private final String label;

    FallbackReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    public static FallbackReason of(UnableReason reason) {
        return switch (reason) {
            case INCOMPLETE_HISTORY -> INCOMPLETE_HISTORY;
            case TOO_LITTLE_MEMORY -> TOO_LITTLE_MEMORY;
            case SHAPE_MISMATCH -> SHAPE_MISMATCH;
            case ZONE_MISMATCH -> ZONE_MISMATCH;
            case NOT_FINITE -> NOT_FINITE;
        };
    }
}
