package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import java.util.Optional;

/**
 * The registry's facts of a verified bundle: everything but its weights.
 *
 * @param bytes length of the bundle
 * @param offset offset of its latest record
 * @param stored the bundle in the store; empty if it lies on the topic
 */
record StoredModel(
        RecordKey.BundleKey key,
        int bytes,
        long offset,
        Optional<StoredBundle> stored,
        ModelKind kind,
        ModelCard card) {
    StoredModel {
        requireNonNull(key, "key");
        requireNonNull(stored, "stored");
        requireNonNull(kind, "kind");
        requireNonNull(card, "card");
    }

    static StoredModel of(RecordKey.BundleKey key, int bytes, long offset, TrainedModel bundle) {
        return new StoredModel(key, bytes, offset, Optional.empty(), ModelKind.of(bundle.task()), bundle.card());
    }

    static StoredModel of(RecordKey.BundleKey key, long offset, BundleReference reference) {
        StoredBundle stored = reference.stored();
        return new StoredModel(key, stored.bytes(), offset, Optional.of(stored), reference.kind(), reference.card());
    }

    StoredModel at(long newer) {
        return new StoredModel(key, bytes, newer, stored, kind, card);
    }
}
