/**
 * The live service: composes the topology, the registry, the metrics and the HTTP server, and starts and stops them.
 */
@NullMarked
package io.foreflow.forecaster.service;

import org.jspecify.annotations.NullMarked;
