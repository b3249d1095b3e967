package io.foreflow.forecaster.alerts;

import java.util.Arrays;
import java.util.Optional;

/** The reason why an alert was cleared. */
public enum ClearReason {
    /** The condition is not met any more. */
    ENDED("ended"),
    /** The sensor was retired. */
    RETIRED("retired"),
    /** The configuration has no such rule for the sensor any more. */
    RULE_REMOVED("rule-removed");

    private final String label;

    ClearReason(String label) {
        this.label = label;
    }

    /** Name in records. */
    public String label() {
        return label;
    }

    /** Returns the reason of this name; empty if there is none. */
    public static Optional<ClearReason> find(String label) {
        return Arrays.stream(values()).filter(one -> one.label.equals(label)).findFirst();
    }
}
