package io.foreflow.models.engine;

/** An engine that cannot run here. The message says why and what to do, in one line. */
public class EngineUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineUnavailableException(String message) {
        super(message);
    }
}
