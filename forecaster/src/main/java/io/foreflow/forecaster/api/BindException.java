package io.foreflow.forecaster.api;

import org.jspecify.annotations.Nullable;

/** Reports that HTTP could not be bound; the message is one line that says why and what to do. */
public final class BindException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BindException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
