package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

/**
 * One record that points an alias to a model.
 *
 * @param offset offset of its latest record; the latest record of an alias whose target exists counts
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
