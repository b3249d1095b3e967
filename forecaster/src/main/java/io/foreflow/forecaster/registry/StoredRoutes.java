package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One record of routes.
 *
 * @param offset offset of its latest record; the latest one counts
 * @param at time of that record
 */
record StoredRoutes(RecordKey.RoutesKey key, Routing routing, long offset, Instant at) {
    StoredRoutes {
        requireNonNull(key, "key");
        requireNonNull(routing, "routing");
        requireNonNull(at, "at");
    }
}
