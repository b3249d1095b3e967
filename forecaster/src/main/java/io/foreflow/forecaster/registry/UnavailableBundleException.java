package io.foreflow.forecaster.registry;

import org.jspecify.annotations.Nullable;

/** Reports that a known bundle cannot be read from the models topic. */
public final class UnavailableBundleException extends RegistryException {
    private static final long serialVersionUID = 1;

    private final boolean gone;

    UnavailableBundleException(String message, boolean gone, @Nullable Throwable cause) {
        super(message, cause);
        this.gone = gone;
    }

    /** Returns true if the record is not on the topic any more; false if reading it failed and may work later. */
    public boolean isGone() {
        return gone;
    }
}
