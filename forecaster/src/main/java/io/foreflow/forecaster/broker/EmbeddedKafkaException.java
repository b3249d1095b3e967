package io.foreflow.forecaster.broker;

import org.jspecify.annotations.Nullable;

/** Reports that the embedded broker cannot start. The message is one line that says why and what to do. */
public final class EmbeddedKafkaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EmbeddedKafkaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
