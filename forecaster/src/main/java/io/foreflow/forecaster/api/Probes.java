package io.foreflow.forecaster.api;

import java.util.function.Supplier;

/**
 * The answers for machines that watch the service.
 *
 * @param live answers requests to {@code /livez}
 * @param ready answers requests to {@code /readyz}
 * @param metrics returns the text of {@code /metrics}
 */
public record Probes(Supplier<Health> live, Supplier<Health> ready, Supplier<String> metrics) {}
