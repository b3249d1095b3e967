package io.foreflow.forecaster.terminal;

import org.jspecify.annotations.Nullable;

/** Reports that a command failed in a foreseen way. The message is one line that says what is wrong and what to do. */
public class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
