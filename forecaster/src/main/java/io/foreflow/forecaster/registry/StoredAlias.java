package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

/**
 * One record that lets an alias point to a model.
 *
 * @param offset of its latest record; of an alias' records the latest counts whose target is there
 */
record StoredAlias(RecordKey.AliasKey key, AliasTarget target, long offset) {
    StoredAlias {
        requireNonNull(key, "key");
        requireNonNull(target, "target");
    }

    StoredAlias at(long newer) {
        return new StoredAlias(key, target, newer);
    }
}
