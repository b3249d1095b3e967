package io.foreflow.forecaster.metrics;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** All metrics of a sink, in the formats of Prometheus. */
public final class SinkMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Clock clock;
    private final AutoCloseable java;
    private final Map<String, Counter> rows = new HashMap<>();
    private final Counter rejected;
    private final AtomicLong behind = new AtomicLong();
    private final AtomicLong lastWrite = new AtomicLong();
    private final AtomicLong lastError = new AtomicLong();

    /**
     * @param tables names of the tables: a counter is there from the start, so that a rate over the first row is right
     * @param application the service's consumer group, a tag of every metric
     * @param version version of Foreflow
     */
    public SinkMetrics(Collection<String> tables, String application, String version, Clock clock) {
        this.clock = clock;
        registry.config().commonTags("application", application);
        ServiceMetrics.bindBuild(registry, version);
        this.java = ServiceMetrics.bindJava(registry);
        for (String table : tables) {
            rows.put(
                    table,
                    Counter.builder("foreflow.sink.rows")
                            .description("Rows that were inserted or replaced")
                            .tag("table", table)
                            .register(registry));
        }
        this.rejected = Counter.builder("foreflow.sink.rejected")
                .description("Records that could not be copied and were entered into the table rejected")
                .register(registry);
        Gauge.builder("foreflow.sink.behind", behind, AtomicLong::doubleValue)
                .description("Records of the topics that have not been read yet")
                .register(registry);
        seconds("foreflow.sink.last.write.timestamp", "Time of the last commit; 0 before the first one", lastWrite);
        seconds("foreflow.sink.last.error.timestamp", "Time of the last failure; 0 before the first one", lastError);
    }

    /** Shows the sink's readiness as {@code foreflow_ready}. */
    public void bindReady(BooleanSupplier ready) {
        ServiceMetrics.bindReady(registry, ready);
    }

    /** @param count number of rows that were committed */
    public void wrote(String table, long count) {
        requireNonNull(rows.get(table)).increment((double) count);
        lastWrite.set(clock.millis());
    }

    /** @param records number of records that were entered as rejected */
    public void rejected(long records) {
        rejected.increment((double) records);
    }

    /** @param records number of records that have not been read yet */
    public void behind(long records) {
        behind.set(records);
    }

    /** Notes a failure of the database. */
    public void failed() {
        lastError.set(clock.millis());
    }

    /** @param accept value of the reader's Accept header, or an empty text */
    public MetricsText scrape(String accept) {
        return ServiceMetrics.scrape(registry, accept);
    }

    private void seconds(String name, String description, AtomicLong millis) {
        Gauge.builder(name, millis, latest -> latest.get() / 1_000.0)
                .description(description)
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public void close() throws Exception {
        java.close();
        registry.close();
    }
}
