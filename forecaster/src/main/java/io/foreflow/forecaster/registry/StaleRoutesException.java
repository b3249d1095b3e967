package io.foreflow.forecaster.registry;

/** The routes are other ones than the author of a change expected. */
public final class StaleRoutesException extends RegistryException {
    private static final long serialVersionUID = 1;

    StaleRoutesException() {
        super("somebody else has changed the routes; read them again, then change them");
    }
}
