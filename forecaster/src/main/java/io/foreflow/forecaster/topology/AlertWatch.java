package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.alerts.ClosedStep;
import io.foreflow.forecaster.alerts.SensorAlerts;
import io.foreflow.forecaster.alerts.SensorAlerts.Change;
import io.foreflow.forecaster.metrics.AlertMetrics;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Raises and clears the alerts of one task's sensors. What it writes, and what it remembers, belong to the transaction of
 * the bucket that closed, so that each alert is raised once and cleared once. Without rules it does nothing.
 */
final class AlertWatch implements AutoCloseable {
    private static final Duration SOON = Duration.ofMillis(100);

    private final AlertRules rules;
    private final ProcessorContext<SensorId, Object> context;
    private final AlertMetrics metrics;
    private final KeyValueStore<byte[], byte[]> store;

    /** Number of open alerts of this task, by name of the rule. */
    private final Map<String, Integer> open = new HashMap<>();

    private @Nullable Cancellable cleaning;

    /** The state of the store at the start is that of the last transaction. */
    AlertWatch(AlertRules rules, ProcessorContext<SensorId, Object> context, AlertMetrics metrics) {
        this.rules = rules;
        this.context = context;
        this.metrics = metrics;
        this.store = context.getStateStore(StoredAlerts.STORE);
        boolean removed = false;
        for (SensorAlerts alerts : StoredAlerts.all(store)) {
            alerts.open().forEach(alert -> count(alert.rule(), 1));
            removed |= !alerts.fits(rules);
        }
        if (removed) {
            // Nothing can be written before the task runs.
            this.cleaning = context.schedule(SOON, PunctuationType.WALL_CLOCK_TIME, this::clean);
        }
    }

    /** Clears the alerts of rules that the configuration does not have any more. */
    private void clean(long now) {
        Cancellable once = cleaning;
        if (once != null) {
            once.cancel();
            cleaning = null;
        }
        for (SensorAlerts alerts : StoredAlerts.all(store)) {
            if (!alerts.fits(rules)) {
                apply(alerts, alerts.removed(rules, Instant.ofEpochMilli(now)), now);
            }
        }
    }

    /**
     * Looks at the reading of a closed bucket.
     *
     * @param newest returns the sensor's newest forecast, made before the bucket closed
     * @param timestamp timestamp of the record that closed the bucket
     */
    void closed(BucketClosed closed, Supplier<Optional<Forecast>> newest, long timestamp) {
        Window window = closed.window();
        List<AlertRule> watching = rules.ofReadings(window.sensor());
        if (watching.isEmpty() || closed.baselines().isEmpty() || closed.stale()) {
            return;
        }
        Instant start = window.targetTime(-1);
        Forecast forecast =
                newest.get().filter(made -> made.origin().equals(start)).orElse(null);
        Interval interval = forecast == null ? null : forecast.interval().orElse(null);
        if (forecast != null && interval != null) {
            SensorAlerts before = StoredAlerts.of(store, window.sensor());
            double value = window.history().at(window.shape().history() - 1);
            ClosedStep step = new ClosedStep(start, window.origin(), value);
            apply(before, before.reading(watching, step, interval, forecast.model(), now()), timestamp);
        }
    }

    /** Looks at a new forecast. */
    void forecast(Forecast published, long timestamp) {
        List<AlertRule> watching = rules.ofForecasts(published.sensor());
        if (!watching.isEmpty()) {
            SensorAlerts before = StoredAlerts.of(store, published.sensor());
            apply(before, before.forecast(watching, published, published.issuedAt()), timestamp);
        }
    }

    /** Clears the alerts of a sensor that is retired. */
    void retired(SensorId sensor, long timestamp) {
        SensorAlerts before = StoredAlerts.of(store, sensor);
        apply(before, before.retired(now()), timestamp);
    }

    private void apply(SensorAlerts before, Change change, long timestamp) {
        if (change.state().equals(before)) {
            return;
        }
        StoredAlerts.save(store, change.state());
        for (Alert alert : change.changes()) {
            context.forward(
                    new Record<SensorId, Object>(alert.sensor(), alert, timestamp, AlertJson.headers(alert)),
                    ForecastingStage.ALERTS_SINK);
            metrics.count(alert.rule(), alert.event());
            count(alert.rule(), alert.cleared().isPresent() ? -1 : 1);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    private void count(String rule, int more) {
        open.merge(rule, more, Integer::sum);
        metrics.open(rule, more);
    }

    /** Forgets the open alerts of this task: another task or instance counts them from now on. */
    @Override
    public void close() {
        open.forEach((rule, count) -> metrics.open(rule, -count));
        open.clear();
    }
}
