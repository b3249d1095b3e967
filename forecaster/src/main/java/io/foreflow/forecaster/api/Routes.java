package io.foreflow.forecaster.api;

import io.javalin.config.RoutesConfig;

/** The paths of one resource. */
interface Routes {
    void addTo(RoutesConfig routes);
}
