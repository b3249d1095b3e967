package io.foreflow.forecaster.metrics;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.forecast.CovariatesKnown;
import io.foreflow.windowing.streams.WindowingListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Function;

/**
 * Counts the work of the topology, over all sensors: no label names one. Counters count processing, including aborted
 * transactions; the exact numbers are on the topics.
 */
public final class PipelineMetrics implements WindowingListener {
    private final MeterRegistry registry;
    private final Counter accepted;
    private final Map<RejectReason, Counter> rejected;
    private final Counter failed;
    private final Counter misplaced;
    private final Counter duplicates;
    private final Counter late;
    private final Counter closed;
    private final Counter imputed;
    private final Counter revised;
    private final Counter stale;
    private final Counter retired;
    private final Counter windows;
    private final Counter trainingWindows;
    private final Map<String, Counter> forecasts = new ConcurrentHashMap<>();
    private final Map<FallbackReason, Counter> fallbacks;
    private final Counter unforecastable;
    private final Counter clipped;
    private final Map<CovariatesKnown, Counter> covariates = new EnumMap<>(CovariatesKnown.class);
    private final Counter modelsEvicted;
    private final Counter modelsOpened;
    private final Counter modelOpenFailures;
    private final Timer latency;
    private final LongAccumulator newestReading = new LongAccumulator(Math::max, 0);
    private final LongAccumulator newestForecast = new LongAccumulator(Math::max, 0);
    private final InferenceMetrics inference;
    private final ScoreMetrics scores;
    private final AlertMetrics alerts;

    public PipelineMetrics(MeterRegistry registry) {
        this.registry = registry;
        newest("foreflow.newest.reading.timestamp", "Arrival of the newest reading that was used", newestReading);
        newest("foreflow.newest.forecast.timestamp", "Time of the newest forecast", newestForecast);
        this.inference = new InferenceMetrics(registry);
        this.scores = new ScoreMetrics(registry);
        this.alerts = new AlertMetrics(registry);
        this.accepted = counter("foreflow.readings.accepted", "Readings that were used");
        this.rejected = byReason(
                RejectReason.class,
                RejectReason::label,
                "foreflow.readings.rejected",
                "Records that were not used and went to the rejected topic");
        this.failed = counter("foreflow.ticks.failed", "Ticks that failed for one sensor");
        this.misplaced = counter(
                "foreflow.readings.misplaced", "Readings that lay on another partition than that of their sensor");
        this.duplicates =
                counter("foreflow.readings.duplicates", "Readings of a sensor and time that was known already");
        this.late = counter("foreflow.readings.late", "Readings for a bucket that had closed");
        this.closed = counter("foreflow.buckets.closed", "Buckets that closed, imputed ones included");
        this.revised = counter("foreflow.windows.revised", "Newest windows that late data changed");
        this.stale = counter("foreflow.sensors.stale", "Live sensors that fell silent");
        this.retired = counter("foreflow.sensors.retired", "Sensors that were retired");
        this.imputed = counter("foreflow.slots.imputed", "Missing buckets that were imputed");
        this.windows = counter("foreflow.windows", "Windows with a complete history, revisions included");
        this.trainingWindows = counter("foreflow.training.windows", "Training windows");
        this.fallbacks = byReason(
                FallbackReason.class,
                FallbackReason::label,
                "foreflow.fallbacks",
                "Forecasts that a baseline made because no model could");
        this.unforecastable =
                counter("foreflow.forecasts.impossible", "Closed buckets without any known value to forecast from");
        this.clipped = counter(
                "foreflow.forecasts.clipped", "Forecast values that were outside the target's bounds or absurdly far");
        for (CovariatesKnown known : EnumSet.complementOf(EnumSet.of(CovariatesKnown.NOT_READ))) {
            covariates.put(
                    known,
                    Counter.builder("foreflow.forecasts.covariates")
                            .description(
                                    "Forecasts of models that read covariates, by how many of these the window knew")
                            .tag("known", known.label())
                            .register(registry));
        }
        this.modelsEvicted = counter(
                "foreflow.model.replicas.evicted", "Models that a task closed because the memory for models was full");
        this.modelsOpened = counter("foreflow.model.replicas.opened", "Replicas of a model that a task opened");
        this.modelOpenFailures =
                counter("foreflow.model.replicas.failed", "Replicas of a model that could not be opened");
        this.latency = Timer.builder("foreflow.forecast.latency")
                .description("From the arrival of the reading that closed the bucket to the forecast")
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

    /** Shows a time in seconds since the epoch; 0 before the first one. */
    private void newest(String name, String description, LongAccumulator millis) {
        Gauge.builder(name, millis, latest -> latest.get() / 1_000.0)
                .description(description)
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public void accepted(long arrival) {
        accepted.increment();
        newestReading.accumulate(arrival);
    }

    @Override
    public void failed() {
        failed.increment();
    }

    @Override
    public void rejected(RejectReason reason) {
        requireNonNull(rejected.get(reason)).increment();
    }

    @Override
    public void misplaced() {
        misplaced.increment();
    }

    @Override
    public void duplicate() {
        duplicates.increment();
    }

    @Override
    public void late() {
        late.increment();
    }

    @Override
    public void imputed(int slots) {
        imputed.increment(slots);
    }

    @Override
    public void closed() {
        closed.increment();
    }

    @Override
    public void revised() {
        revised.increment();
    }

    @Override
    public void stale() {
        stale.increment();
    }

    @Override
    public void retired() {
        retired.increment();
    }

    @Override
    public void window() {
        windows.increment();
    }

    @Override
    public void trainingWindow() {
        trainingWindows.increment();
    }

    /**
     * @param method {@code network}, or a baseline's name: a small, fixed set
     * @param arrival arrival of the reading that closed the bucket, in milliseconds since the epoch
     * @param now time of the forecast, in milliseconds since the epoch
     */
    public void forecast(String method, long arrival, long now) {
        forecasts
                .computeIfAbsent(method, name -> Counter.builder("foreflow.forecasts")
                        .description("Forecasts, revisions included")
                        .tag("method", name)
                        .register(registry))
                .increment();
        latency.record(Math.max(0, now - arrival), TimeUnit.MILLISECONDS);
        newestForecast.accumulate(now);
    }

    public void fallback(FallbackReason reason) {
        requireNonNull(fallbacks.get(reason)).increment();
    }

    public void unforecastable() {
        unforecastable.increment();
    }

    /**
     * Counts clipped values of a forecast.
     *
     * @param values number of clipped values
     */
    public void clipped(int values) {
        clipped.increment(values);
    }

    /** Counts a forecast by its known covariates; a model without covariates is not counted. */
    public void covariates(CovariatesKnown known) {
        Counter counter = covariates.get(known);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Counts a model whose replicas a task closed to make room for others. */
    public void modelEvicted() {
        modelsEvicted.increment();
    }

    public void modelOpened() {
        modelsOpened.increment();
    }

    public void modelOpenFailed() {
        modelOpenFailures.increment();
    }

    /** The metrics of scores. */
    public ScoreMetrics scores() {
        return scores;
    }

    /** The metrics of alerts. */
    public AlertMetrics alerts() {
        return alerts;
    }

    /** The metrics of requests for inference. */
    public InferenceMetrics inference() {
        return inference;
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Registers a counter for each reason from the start, so that a rate over the first one is right. */
    private <R extends Enum<R>> Map<R, Counter> byReason(
            Class<R> reasons, Function<R, String> label, String name, String description) {
        Map<R, Counter> counters = new EnumMap<>(reasons);
        for (R reason : reasons.getEnumConstants()) {
            counters.put(
                    reason,
                    Counter.builder(name)
                            .description(description)
                            .tag("reason", label.apply(reason))
                            .register(registry));
        }
        return counters;
    }
}
