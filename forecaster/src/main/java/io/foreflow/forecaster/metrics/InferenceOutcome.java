package io.foreflow.forecaster.metrics;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.tabular.NoAnswerException;

/**
 * The outcome of a request for inference. The label is that of {@code foreflow_inference_requests_total}, and the
 * reason of a result with an error.
 */
public enum InferenceOutcome {
    ANSWERED("answered"),
    NOT_UTF8("notUtf8"),
    NOT_JSON("notJson"),
    MISSING_FIELD("missingField"),
    BAD_VALUE("badValue"),
    RECORD_TOO_LARGE("recordTooLarge"),
    UNKNOWN_MODEL("unknownModel"),
    /** The model is a forecaster. */
    NOT_FOR_INFERENCE("notForInference"),
    /** The model could not be opened. */
    UNUSABLE_MODEL("unusableModel"),
    WRONG_KIND("wrongKind"),
    MISSING_COLUMN("missingColumn"),
    UNKNOWN_COLUMN("unknownColumn"),
    COLUMN_COUNT("columnCount"),
    NOT_FINITE("notFinite"),
    EMPTY_TEXT("emptyText"),
    UNREADABLE_PICTURE("unreadablePicture"),
    /** A picture that would take too much memory or time to decode. */
    TOO_LARGE("tooLarge"),
    UNUSABLE_RESULT("unusableResult"),
    /** The model threw an exception. */
    ERROR("error"),
    /** Earlier attempts at the request ended the process or its thread, as often as is allowed. */
    GAVE_UP("gaveUp");

    private final String label;

    InferenceOutcome(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    public static InferenceOutcome of(NoAnswerException.NoAnswerReason reason) {
        return switch (reason) {
            case WRONG_KIND -> WRONG_KIND;
            case MISSING_COLUMN -> MISSING_COLUMN;
            case UNKNOWN_COLUMN -> UNKNOWN_COLUMN;
            case COLUMN_COUNT -> COLUMN_COUNT;
            case NOT_FINITE -> NOT_FINITE;
            case EMPTY_TEXT -> EMPTY_TEXT;
            case UNREADABLE_PICTURE -> UNREADABLE_PICTURE;
            case TOO_LARGE -> TOO_LARGE;
            case UNUSABLE_RESULT -> UNUSABLE_RESULT;
        };
    }

    /** Returns the outcome of a request that could not be read. */
    public static InferenceOutcome of(RejectReason reason) {
        return switch (reason) {
            case NOT_UTF8 -> NOT_UTF8;
            case NOT_JSON -> NOT_JSON;
            case MISSING_FIELD -> MISSING_FIELD;
            case RECORD_TOO_LARGE -> RECORD_TOO_LARGE;
            default -> BAD_VALUE;
        };
    }
}
