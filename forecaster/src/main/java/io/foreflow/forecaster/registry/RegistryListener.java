package io.foreflow.forecaster.registry;

import io.foreflow.models.forecast.ModelRef;
import java.util.Optional;

/**
 * Follows what happens in a {@link ModelRegistry}, for instance to count it. Called on the registry's own thread, also
 * for what was on the topic before it started: return soon.
 */
public interface RegistryListener {
    RegistryListener NONE = new RegistryListener() {};

    /** A bundle was read and verified. */
    default void modelLoaded(ModelRef ref, String sha256) {}

    /** A bundle was deleted. */
    default void modelRemoved(ModelRef ref) {}

    /** An alias now points to another model; empty: to none. */
    default void aliasMoved(String name, Alias alias, Optional<ModelRef> target) {}

    /**
     * There is another snapshot.
     *
     * @param models how many there are
     * @param losses how many models and aliases a restart after a compaction of the topic would lose
     */
    default void changed(int models, int losses) {}

    /**
     * A record was not taken over; what was there before stays.
     *
     * @param reason one of {@link Rejection#label()}, for a metric's label
     */
    default void rejected(String reason) {}

    /** Kafka could not be reached or answered with an error; the registry goes on trying. */
    default void retrying() {}
}
