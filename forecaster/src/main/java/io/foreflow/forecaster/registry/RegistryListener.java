package io.foreflow.forecaster.registry;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import java.util.Optional;

/**
 * Hears the events of a {@link ModelRegistry}, for instance to count them. Called on the registry's own thread, also
 * for records from before its start: return soon.
 */
public interface RegistryListener {
    RegistryListener NONE = new RegistryListener() {};

    /** A bundle was read and verified. */
    default void modelLoaded(ModelRef ref, String sha256) {}

    /** A bundle was deleted. */
    default void modelRemoved(ModelRef ref) {}

    /** The bundle of a model that must be in memory was read again. */
    default void bundleRead(RegisteredModel model, TrainedModel bundle) {}

    /** An alias now points to another model; empty: to none. */
    default void aliasMoved(String name, Alias alias, Optional<ModelRef> target) {}

    /**
     * The snapshot has changed.
     *
     * @param losses number of models, aliases and routes that a restart after a compaction of the topic would lose
     */
    default void changed(ModelSnapshot now, int losses) {}

    /**
     * A record was rejected; the earlier one stays.
     *
     * @param reason one of {@link Rejection#label()}, for a metric's label
     */
    default void rejected(String reason) {}

    /** Kafka could not be reached or answered with an error; the registry retries. */
    default void retrying() {}
}
