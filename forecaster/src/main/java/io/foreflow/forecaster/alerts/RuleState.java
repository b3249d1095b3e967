package io.foreflow.forecaster.alerts;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The state of one rule for one sensor.
 *
 * @param count number of readings outside their intervals in a row, up to the rule's number of steps; 0 for a rule on
 *     forecasts
 * @param first the first of them; empty if there is none
 * @param open the alert, while it is open
 */
public record RuleState(int count, Optional<Crossing> first, Optional<Alert> open) {
    /** The state of a rule that has seen nothing yet. */
    public static final RuleState NONE = new RuleState(0, Optional.empty(), Optional.empty());

    public RuleState {
        requireNonNull(first, "first");
        requireNonNull(open, "open");
        if (count < 0 || (count > 0) != first.isPresent()) {
            throw new IllegalArgumentException("a count of " + count + " does not fit its first step");
        }
    }

    /** Returns true if there is nothing to store. */
    boolean isNone() {
        return equals(NONE);
    }
}
