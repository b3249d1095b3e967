package io.foreflow.forecaster.service;

/**
 * Reports that the live service could not start because the store of a partition was damaged, and that this store has
 * been deleted. Start a new service: it reads the store from Kafka again.
 */
public final class DamagedStoreException extends LiveServiceException {
    private static final long serialVersionUID = 1;

    DamagedStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
