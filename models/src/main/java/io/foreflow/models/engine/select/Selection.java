package io.foreflow.models.engine.select;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Engine;

/**
 * An engine for one network, and the reason for it.
 *
 * @param engine may be shared by threads
 * @param reason completes "ENGINE: ", for instance {@code 12.4 million multiply-adds a training step, at most 500.0 million}
 */
public record Selection(Engine engine, String reason) {
    public Selection {
        requireNonNull(engine, "engine");
        requireNonNull(reason, "reason");
    }

    /** Returns one line for a log: the engine's name and the reason. */
    @Override
    public String toString() {
        return engine.name() + ": " + reason;
    }
}
