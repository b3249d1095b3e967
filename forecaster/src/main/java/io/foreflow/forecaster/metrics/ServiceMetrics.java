package io.foreflow.forecaster.metrics;

import io.foreflow.models.series.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** All metrics of one service, in the formats of Prometheus. */
public final class ServiceMetrics implements AutoCloseable {
    /**
     * Interval at which Kafka's own metrics are searched for new ones, such as those of a task that was just assigned.
     */
    private static final Duration DISCOVERY = Duration.ofSeconds(30);

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String PLAIN_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PipelineMetrics pipeline;
    private final ModelMetrics models;
    private final Deque<AutoCloseable> binders = new ArrayDeque<>();
    private volatile @Nullable SensorMetrics sensors;

    /**
     * @param detail amount of Kafka's own metrics
     * @param application the service's consumer group, a tag of every metric
     * @param version version of Foreflow
     */
    public ServiceMetrics(MetricsDetail detail, String application, String version) {
        registry.config().commonTags("application", application);
        if (detail == MetricsDetail.BRIEF) {
            registry.config().meterFilter(new BriefKafkaMetrics());
        }
        this.pipeline = new PipelineMetrics(registry);
        this.models = new ModelMetrics(registry);
        bindBuild(registry, version);
        binders.push(bindJava(registry));
    }

    /** Shows the metrics of the Java machine until the result is closed. */
    static AutoCloseable bindJava(MeterRegistry registry) {
        JvmGcMetrics collections = new JvmGcMetrics();
        List.of(
                        collections,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new JvmInfoMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
        return collections;
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

    /**
     * Shows as {@code foreflow_readings_behind} how many records of its input this instance has not read yet. The sum over
     * all instances is that of the service.
     */
    public void bindBehind(KafkaStreams streams, Set<String> inputs) {
        Gauge.builder("foreflow.readings.behind", () -> behind(streams, inputs))
                .description("Records of the readings topic that this instance has not read yet")
                .register(registry);
    }

    /** Returns the sum of the lags of partitions. Restoring consumers read other topics. */
    private static double behind(KafkaStreams streams, Set<String> inputs) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag")
                        && metric.metricName().tags().containsKey("partition")
                        && inputs.contains(metric.metricName().tags().get("topic")))
                .map(Metric::metricValue)
                .filter(Double.class::isInstance)
                .mapToDouble(Double.class::cast)
                .filter(lag -> lag > 0)
                .sum();
    }

    /** Shows the service's readiness as {@code foreflow_ready}. */
    public void bindReady(BooleanSupplier ready) {
        bindReady(registry, ready);
    }

    static void bindReady(MeterRegistry registry, BooleanSupplier ready) {
        Gauge.builder("foreflow.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description("1 when the service is ready, else 0")
                .register(registry);
    }

    /** Shows the width of a bucket as {@code foreflow_step_seconds}: alert rules measure silence and age in steps. */
    public void bindStep(Step step) {
        Gauge.builder("foreflow.step", step, Step::seconds)
                .baseUnit("seconds")
                .strongReference(true)
                .description("Width of a bucket (window.step)")
                .register(registry);
    }

    /** Shows as {@code foreflow_inference_ready} if requests for inference are answered. */
    public void bindInferenceReady(BooleanSupplier ready) {
        Gauge.builder("foreflow.inference.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description("1 when requests for inference are answered, else 0")
                .register(registry);
    }

    /**
     * Shows as {@code foreflow_sensors} and {@code foreflow_worst_sensor_mase} how the sensors of this instance are.
     *
     * @param overview called at each scrape, so that it must be quick; empty while the state of sensors cannot be read
     */
    public void bindSensors(Supplier<Optional<SensorOverview>> overview) {
        sensors = new SensorMetrics(registry, overview);
    }

    /** Shows the version as {@code foreflow_build_info}, always 1. */
    static void bindBuild(MeterRegistry registry, String version) {
        Gauge.builder("foreflow.build.info", () -> 1)
                .description("The version of Foreflow and of Java, always 1")
                .tag("version", version)
                .tag("java", System.getProperty("java.version"))
                .register(registry);
    }

    /** A scrape in one of the formats of Prometheus. */
    public record MetricsText(String contentType, String text) {}

    /**
     * Returns all metrics in OpenMetrics if the reader accepts it, else in the Prometheus text format, version 0.0.4.
     *
     * @param accept value of the reader's Accept header, or an empty text
     */
    public MetricsText scrape(String accept) {
        SensorMetrics shown = sensors;
        if (shown != null) {
            shown.refresh();
        }
        return scrape(registry, accept);
    }

    static MetricsText scrape(PrometheusMeterRegistry registry, String accept) {
        String type = accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : PLAIN_TYPE;
        return new MetricsText(type, registry.scrape(type));
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
