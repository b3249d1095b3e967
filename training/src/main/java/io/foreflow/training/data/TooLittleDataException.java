package io.foreflow.training.data;

/** Reports that there is too little data to train on. The message says what is missing. */
public final class TooLittleDataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public TooLittleDataException(String message) {
        super(message);
    }
}
