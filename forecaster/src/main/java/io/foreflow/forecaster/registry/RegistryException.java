package io.foreflow.forecaster.registry;

import org.jspecify.annotations.Nullable;

/**
 * Reports that the models topic cannot be read or written. The message is one line that says what is wrong and what to
 * do.
 */
public class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryException(String message) {
        this(message, null);
    }

    RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
