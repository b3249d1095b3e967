package io.foreflow.forecaster.registry;

import io.foreflow.models.forecast.ModelRef;
import java.util.Optional;

/** What one record of the models topic brought about. */
sealed interface RegistryEvent {
    /** A bundle was verified and is available. */
    record ModelLoaded(ModelRef ref, String sha256) implements RegistryEvent {}

    /** A bundle was deleted by a tombstone. */
    record ModelRemoved(ModelRef ref) implements RegistryEvent {}

    /** An alias now points to another model; empty: to none. */
    record AliasMoved(AliasName alias, Optional<ModelRef> target) implements RegistryEvent {}

    /** @param detail one line: what is wrong with which record */
    record RejectedRecord(Rejection reason, String detail) implements RegistryEvent {
        private static final int MAX_DETAIL = 1_000;

        // Keys and names come from whoever may write to the topic, and end up in logs and terminals.
        public RejectedRecord {
            String line = detail.replaceAll("\\p{C}+", " ");
            detail = line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) + "…" : line;
        }
    }
}
