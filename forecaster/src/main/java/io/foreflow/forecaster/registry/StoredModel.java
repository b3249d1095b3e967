package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;

/**
 * The registry's facts of a verified bundle: everything but its weights.
 *
 * @param bytes length of the bundle
 * @param offset offset of its latest record
 */
record StoredModel(RecordKey.BundleKey key, int bytes, long offset, ModelKind kind, ModelCard card) {
    StoredModel {
        requireNonNull(key, "key");
        requireNonNull(kind, "kind");
        requireNonNull(card, "card");
    }

    static StoredModel of(RecordKey.BundleKey key, int bytes, long offset, TrainedModel bundle) {
        return new StoredModel(key, bytes, offset, ModelKind.of(bundle.task()), bundle.card());
    }

    StoredModel at(long newer) {
        return new StoredModel(key, bytes, newer, kind, card);
    }
}
