package io.foreflow.forecaster.api;

import io.foreflow.forecaster.registry.Routing;
import io.foreflow.ingest.wire.TopicNames;

/**
 * What does not change while the service runs.
 *
 * @param version version of Foreflow
 * @param application consumer group of the service
 * @param instance {@code HOST:PORT} under which other instances reach this one
 * @param readings topic that readings come from
 * @param topics names of Foreflow's own topics
 * @param configured models of the sensors, as long as the models topic has no routes
 */
public record ServiceFacts(
        String version, String application, String instance, String readings, TopicNames topics, Routing configured) {}
