package io.foreflow.forecaster.cli;

/** Reports that the user wants to end before the work is done. */
public final class InterruptedByUserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InterruptedByUserException() {
        super("interrupted");
    }
}
