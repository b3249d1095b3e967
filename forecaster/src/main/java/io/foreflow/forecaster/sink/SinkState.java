package io.foreflow.forecaster.sink;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of the sink, for probes. */
public enum SinkState {
    STARTING("the database has not answered yet"),
    STANDBY("another sink copies into the database; this one takes over when it ends"),
    COPYING(null),
    AWAY("the database is away");

    private final Optional<String> problem;

    SinkState(@Nullable String problem) {
        this.problem = Optional.ofNullable(problem);
    }

    /** Returns the reason why nothing is copied; empty if rows are. */
    public Optional<String> problem() {
        return problem;
    }
}
