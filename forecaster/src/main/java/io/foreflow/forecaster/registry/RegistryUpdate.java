package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of applying records of the models topic to a snapshot: a pure function.
 *
 * @param snapshot the same object if the records changed nothing
 * @param events rejected records in their order, then the changes
 */
record RegistryUpdate(ModelSnapshot snapshot, List<RegistryEvent> events) {
    RegistryUpdate {
        requireNonNull(snapshot, "snapshot");
        events = List.copyOf(events);
    }

    /**
     * Applies one record, whatever its bytes. A null value is a tombstone.
     *
     * @param offset offset of the record, above those of all earlier records
     * @param at time of the record
     */
    static RegistryUpdate of(
            ModelSnapshot before, long offset, Instant at, byte @Nullable [] key, byte @Nullable [] value) {
        SnapshotDraft draft = new SnapshotDraft(before);
        draft.apply(offset, at, key, value);
        return draft.update();
    }
}
