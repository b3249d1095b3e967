package io.foreflow.forecaster.service;

import org.jspecify.annotations.Nullable;

/**
 * Reports that the live service could not start, or had to stop. The message is one line that says why and what to do.
 */
public class LiveServiceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LiveServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
