package io.foreflow.forecaster.api;

import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The answers for machines that watch the service.
 *
 * @param live answers requests to {@code /livez}
 * @param ready answers requests to {@code /readyz}
 * @param metrics returns the answer to {@code /metrics} for the value of an Accept header
 */
public record Probes(Supplier<Health> live, Supplier<Health> ready, Function<String, MetricsText> metrics) {}
