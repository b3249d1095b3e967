package io.foreflow.ingest.schema;

import java.io.Serial;

/**
 * Reports bytes that are no record of a schema. The message is one line that says what is wrong and what to do. It
 * carries no stack trace, so that a flood of bad records stays cheap.
 */
public final class MismatchedRecordException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    MismatchedRecordException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
