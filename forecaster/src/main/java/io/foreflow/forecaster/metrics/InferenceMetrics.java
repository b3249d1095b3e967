package io.foreflow.forecaster.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Counts requests for inference. No label names a model, because anybody can ask for any name. */
public final class InferenceMetrics {
    private final Map<InferenceOutcome, Counter> requests = new EnumMap<>(InferenceOutcome.class);
    private final Counter opened;
    private final Counter openFailures;
    private final Counter replacedThreads;
    private final Timer latency;

    public InferenceMetrics(MeterRegistry registry) {
        for (InferenceOutcome outcome : InferenceOutcome.values()) {
            requests.put(
                    outcome,
                    Counter.builder("foreflow.inference.requests")
                            .description("Requests for inference by outcome")
                            .tag("outcome", outcome.label())
                            .register(registry));
        }
        this.opened = Counter.builder("foreflow.inference.replicas.opened")
                .description("Replicas of a model that a task opened to answer requests")
                .register(registry);
        this.openFailures = Counter.builder("foreflow.inference.replicas.failed")
                .description("Replicas of a model that could not be opened to answer requests")
                .register(registry);
        this.replacedThreads = Counter.builder("foreflow.inference.threads.replaced")
                .description("Threads that answered requests for inference, died and were replaced")
                .register(registry);
        this.latency = Timer.builder("foreflow.inference.latency")
                .description("From the arrival of a request for inference to its result")
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5))
                .register(registry);
    }

    public void request(InferenceOutcome outcome, Duration sinceArrival) {
        requireNonNull(requests.get(outcome)).increment();
        latency.record(sinceArrival);
    }

    public void modelOpened() {
        opened.increment();
    }

    public void modelOpenFailed() {
        openFailures.increment();
    }

    public void threadReplaced() {
        replacedThreads.increment();
    }
}
