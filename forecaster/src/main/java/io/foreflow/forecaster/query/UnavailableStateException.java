package io.foreflow.forecaster.query;

/**
 * Reports that state cannot be read for the moment: it is being restored, it moves to another instance, or the service
 * is starting. The message is one line that says which.
 */
public final class UnavailableStateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnavailableStateException(String message) {
        super(message);
    }

    public UnavailableStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
