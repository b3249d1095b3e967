package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.terminal.CommandException;

/** Reports that the live service has not read all readings, so that the training windows topic is incomplete. */
public final class ServiceBehindException extends CommandException {
    private static final long serialVersionUID = 1;

    ServiceBehindException(String message) {
        super(message);
    }
}
