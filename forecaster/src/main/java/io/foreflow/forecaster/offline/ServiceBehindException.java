package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.terminal.CommandException;

/** The live service has not read all readings, so the training windows topic holds a part of what it will hold. */
public final class ServiceBehindException extends CommandException {
    private static final long serialVersionUID = 1;

    ServiceBehindException(String message) {
        super(message);
    }
}
