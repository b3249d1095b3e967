package io.foreflow.training.job;

import org.jspecify.annotations.Nullable;

/** Reports that a training failed in a foreseen way. The message is one line that says what is wrong and what to do. */
public final class FailedTrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FailedTrainingException(String message) {
        super(message);
    }

    public FailedTrainingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
