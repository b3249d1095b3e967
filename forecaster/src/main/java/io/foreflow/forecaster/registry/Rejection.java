package io.foreflow.forecaster.registry;

import io.foreflow.models.bundle.BundleException;

/** The reason why a record of the models topic is rejected. The labels are metric labels. */
public enum Rejection {
    BAD_KEY("badKey"),
    NOT_A_BUNDLE("notABundle"),
    DAMAGED("damaged"),
    UNSUPPORTED("unsupported"),
    INVALID("invalid"),
    TOO_LARGE("tooLarge"),
    /** The bundle's model differs from the key. */
    NAME_MISMATCH("nameMismatch"),
    /** The digest of the value differs from the key. */
    DIGEST_MISMATCH("digestMismatch"),
    /** Another bundle under a name and version that are already taken. */
    DIGEST_CONFLICT("digestConflict"),
    BAD_ALIAS("badAlias"),
    BAD_ROUTES("badRoutes"),
    /** An alias points to a model that does not exist, or not with that digest. */
    ALIAS_WITHOUT_MODEL("aliasWithoutModel"),
    /** A known model could not be read again. */
    UNAVAILABLE("unavailable");

    private final String label;

    Rejection(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    static Rejection of(BundleException.BundleProblem reason) {
        return switch (reason) {
            case NOT_A_BUNDLE -> NOT_A_BUNDLE;
            case DAMAGED -> DAMAGED;
            case UNSUPPORTED -> UNSUPPORTED;
            case INVALID -> INVALID;
            case TOO_LARGE -> TOO_LARGE;
        };
    }
}
