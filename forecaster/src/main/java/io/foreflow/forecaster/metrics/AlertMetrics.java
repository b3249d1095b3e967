package io.foreflow.forecaster.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts alerts by rule. Only the rules of the configuration have meters. */
public final class AlertMetrics {
    private static final List<String> EVENTS = List.of("raised", "cleared");

    private final MeterRegistry registry;
    private final Map<String, RuleMeters> byRule = new ConcurrentHashMap<>();

    /** The meters of one rule. */
    private record RuleMeters(AtomicInteger open, Map<String, Counter> events) {}

    AlertMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the meters of rules from the start, so that a rate over the first alert is right. */
    public void bind(List<String> rules) {
        rules.forEach(rule -> byRule.computeIfAbsent(rule, this::meters));
    }

    private RuleMeters meters(String rule) {
        AtomicInteger open = new AtomicInteger();
        Gauge.builder("foreflow.alerts.open", open, AtomicInteger::get)
                .description("Open alerts of this instance's sensors")
                .tag("rule", rule)
                .register(registry);
        Map<String, Counter> events = new ConcurrentHashMap<>();
        for (String event : EVENTS) {
            events.put(
                    event,
                    Counter.builder("foreflow.alerts")
                            .description("Alerts that were raised and cleared")
                            .tag("rule", rule)
                            .tag("event", event)
                            .register(registry));
        }
        return new RuleMeters(open, events);
    }

    /** Counts an alert that was raised or cleared. */
    public void count(String rule, String event) {
        RuleMeters meters = byRule.get(rule);
        if (meters != null) {
            requireNonNull(meters.events.get(event)).increment();
        }
    }

    /** Adds to the number of open alerts. */
    public void open(String rule, int more) {
        RuleMeters meters = byRule.get(rule);
        if (meters != null) {
            meters.open.addAndGet(more);
        }
    }
}
