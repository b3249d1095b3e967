package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One record that points an alias to a model.
 *
 * @param offset offset of its latest record; the latest record of an alias whose target exists counts
 * @param at time of that record
 */
record StoredAlias(RecordKey.AliasKey key, AliasTarget target, long offset, Instant at) {
    StoredAlias {
        requireNonNull(key, "key");
        requireNonNull(target, "target");
        requireNonNull(at, "at");
    }
}
