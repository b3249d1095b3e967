package io.foreflow.forecaster.registry;

import java.util.Arrays;
import java.util.Optional;

/** A role that one version of a model plays. */
public enum Alias {
    /** The version that forecasts. */
    CHAMPION("champion"),
    /** The version that may become champion. */
    CHALLENGER("challenger");

    private final String label;

    Alias(String label) {
        this.label = label;
    }

    /** Returns the name in keys and on the command line. */
    public String label() {
        return label;
    }

    public static Optional<Alias> find(String label) {
        return Arrays.stream(values())
                .filter(alias -> alias.label.equals(label))
                .findFirst();
    }
}
