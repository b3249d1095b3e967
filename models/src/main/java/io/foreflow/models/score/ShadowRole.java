package io.foreflow.models.score;

import java.util.Arrays;
import java.util.Optional;

/** The reason why a model forecasts beside the champion without being published. */
public enum ShadowRole {
    /** It may become champion. */
    CHALLENGER("challenger"),
    /** It was champion before, and may have to return. */
    PREDECESSOR("predecessor");

    private final String label;

    ShadowRole(String label) {
        this.label = label;
    }

    /** Returns the name in records and metrics. */
    public String label() {
        return label;
    }

    public static Optional<ShadowRole> find(String label) {
        return Arrays.stream(values()).filter(role -> role.label.equals(label)).findFirst();
    }
}
