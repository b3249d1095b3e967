package io.foreflow.forecaster.registry;

import io.foreflow.models.forecast.ModelRef;
import java.util.Optional;

/** The effect of one record of the models topic. */
sealed interface RegistryEvent {
    /** A bundle was verified and is available. */
    record ModelLoaded(ModelRef ref, String sha256) implements RegistryEvent {}

    /** A bundle was deleted by a tombstone. */
    record ModelRemoved(ModelRef ref) implements RegistryEvent {}

    /** An alias now points to another model; if empty, to none. */
    record AliasMoved(AliasName alias, Optional<ModelRef> target) implements RegistryEvent {}

    /** Other routes count; if empty, those of the configuration. */
    record RoutesChanged(Optional<Routing> routing) implements RegistryEvent {}

    /** @param detail one line: the record, and what is wrong with it */
    record RejectedRecord(Rejection reason, String detail) implements RegistryEvent {
        private static final int MAX_DETAIL = 1_000;

        // Anybody who may write to the topic chooses keys and names, which end up in logs and terminals.
        public RejectedRecord {
            String line = detail.replaceAll("\\p{C}+", " ");
            detail = line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) + "…" : line;
        }
    }
}
