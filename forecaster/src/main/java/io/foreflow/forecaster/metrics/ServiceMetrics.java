package io.foreflow.forecaster.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.KafkaStreams;

/** All metrics of one service, in the Prometheus text format. */
public final class ServiceMetrics implements AutoCloseable {
    /**
     * Interval at which Kafka's own metrics are searched for new ones, such as those of a task that was just assigned.
     */
    private static final Duration DISCOVERY = Duration.ofSeconds(30);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PipelineMetrics pipeline = new PipelineMetrics(registry);
    private final ModelMetrics models = new ModelMetrics(registry);
    private final Deque<AutoCloseable> binders = new ArrayDeque<>();

    public ServiceMetrics() {
        JvmGcMetrics collections = new JvmGcMetrics();
        binders.push(collections);
        List.of(
                        collections,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new JvmInfoMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    public PipelineMetrics pipeline() {
        return pipeline;
    }

    public ModelMetrics models() {
        return models;
    }

    /** Shows the metrics of Kafka Streams and its clients as {@code kafka_…}. */
    public void bind(KafkaStreams streams) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kafka-metrics");
            thread.setDaemon(true);
            return thread;
        });
        KafkaStreamsMetrics binder = new KafkaStreamsMetrics(streams, Tags.empty(), scheduler, DISCOVERY);
        binders.push(scheduler::shutdownNow);
        binders.push(binder);
        binder.bindTo(registry);
    }

    /** Shows the service's readiness as {@code foreflow_ready}. */
    public void bindReady(BooleanSupplier ready) {
        Gauge.builder("foreflow.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description("1 when the service is ready, else 0")
                .register(registry);
    }

    /** Shows as {@code foreflow_inference_ready} if requests for inference are answered. */
    public void bindInferenceReady(BooleanSupplier ready) {
        Gauge.builder("foreflow.inference.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description("1 when requests for inference are answered, else 0")
                .register(registry);
    }

    /** Returns the Prometheus text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        while (!binders.isEmpty()) {
            try {
                binders.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a metrics binder did not close", e);
            }
        }
        registry.close();
    }
}
