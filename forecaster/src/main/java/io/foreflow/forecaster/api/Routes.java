package io.foreflow.forecaster.api;

import io.javalin.config.RoutesConfig;

/** The paths of one resource. */
interface Routes extends AutoCloseable {
    void addTo(RoutesConfig routes);

    /** Ends what goes on beside requests. */
    @Override
    default void close() {}
}
