package io.foreflow.forecaster.metrics;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Counts models for the service: the one in use, swaps, and refused records of the models topic. */
public final class ModelMetrics {
    private final MeterRegistry registry;
    private final Counter swaps;
    private final MultiGauge info;
    private final Counter deletions;
    /** Maximum number of models that have a sample of their own. */
    private static final int MOST_ROWS = 50;

    private final AtomicInteger known;
    private final AtomicInteger atRisk;
    private final Map<String, Counter> ruleChanges = new ConcurrentHashMap<>();
    private Set<ModelRef> inUse = Set.of();
    private boolean serving;

    public ModelMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.swaps = Counter.builder("foreflow.model.swaps")
                .description("Swaps to another model while serving")
                .register(registry);
        this.info = MultiGauge.builder("foreflow.model.info")
                .description("1 for each model that is in use, the first 50 by name")
                .register(registry);
        this.deletions = Counter.builder("foreflow.models.deleted")
                .description("Models that were deleted from the models topic")
                .register(registry);
        this.known = gauge("foreflow.models.known", "Models on the models topic that can be used");
        this.atRisk = gauge(
                "foreflow.models.at.risk",
                "Models and aliases that a restart after a compaction of the models topic would lose");
    }

    /** Marks the start of serving: from here on a change is a swap; earlier changes were read from the past. */
    public synchronized void serving() {
        serving = true;
    }

    /** Hears the models in use whenever the models have changed, also if those in use have not. */
    public synchronized void inUse(Set<ModelRef> models) {
        if (models.equals(inUse)) {
            return;
        }
        inUse = Set.copyOf(models);
        if (serving) {
            swaps.increment();
        }
        info.register(
                inUse.stream()
                        .sorted(Comparator.comparing(ModelRef::name))
                        .limit(MOST_ROWS)
                        .map(ref -> MultiGauge.Row.of(Tags.of("name", ref.name(), "version", ref.version()), 1))
                        .toList(),
                true);
    }

    private AtomicInteger gauge(String name, String description) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder(name, value, AtomicInteger::get).description(description).register(registry);
        return value;
    }

    /**
     * @param models number of models
     * @param losses number of models and aliases that a restart would lose
     */
    public void known(int models, int losses) {
        known.set(models);
        atRisk.set(losses);
    }

    /** Counts a model that was deleted from the topic; only while serving, as for swaps. */
    public synchronized void deleted() {
        if (serving) {
            deletions.increment();
        }
    }

    /**
     * Shows when the model in use was trained, in seconds since the epoch.
     *
     * @param trained returns the time; empty without a model, which is shown as NaN, so that no comparison holds
     */
    public void bindTrained(Supplier<Optional<Instant>> trained) {
        Gauge.builder("foreflow.model.trained.timestamp", () -> trained.get()
                        .map(time -> time.toEpochMilli() / 1_000.0)
                        .orElse(Double.NaN))
                .baseUnit("seconds")
                .description("When the model in use was trained")
                .register(registry);
    }

    /**
     * Registers the meters of the rules that change a champion, so that a rate over the first change is right.
     *
     * @param rules keys of the configuration, such as {@code rollback.auto}
     */
    public void bindRules(List<String> rules) {
        rules.forEach(rule -> ruleChanges.computeIfAbsent(rule, key -> Counter.builder("foreflow.model.rule.changes")
                .description("Changes of a champion by rule")
                .tag("rule", key)
                .register(registry)));
    }

    /** Counts a change of a champion by a rule of {@link #bindRules}. */
    public void changedByRule(String rule) {
        requireNonNull(ruleChanges.get(rule)).increment();
    }

    /** Shows how many bytes of recently used models are cached in memory. */
    public void bindHeld(LongSupplier bytes) {
        Gauge.builder("foreflow.models.held", bytes, LongSupplier::getAsLong)
                .strongReference(true)
                .baseUnit("bytes")
                .description("Bytes of recently used models that are cached in memory")
                .register(registry);
    }

    /** Shows how many bytes of weights the tasks have loaded. */
    public void bindLoaded(LongSupplier bytes) {
        Gauge.builder("foreflow.models.loaded", bytes, LongSupplier::getAsLong)
                .strongReference(true)
                .baseUnit("bytes")
                .description("Bytes of weights of the models that forecast, with the replicas of all tasks")
                .register(registry);
    }

    /** Shows the number of models that this instance uses. */
    public void bindUsed(IntSupplier models) {
        Gauge.builder("foreflow.models.used", models, IntSupplier::getAsInt)
                .strongReference(true)
                .description("Models by name that forecast sensors of this instance")
                .register(registry);
    }

    /**
     * Registers the meters of records that cannot be used, so that a rate over the first one is right.
     *
     * @param reasons a few words, such as {@code notABundle}
     */
    public void bindLoadFailures(List<String> reasons) {
        reasons.forEach(this::loadFailures);
    }

    /** @param reason one of a few, such as {@code notABundle} */
    public void loadFailed(String reason) {
        loadFailures(reason).increment();
    }

    private Counter loadFailures(String reason) {
        return Counter.builder("foreflow.model.load.failures")
                .description("Bundles and aliases on the models topic that could not be used")
                .tag("reason", reason)
                .register(registry);
    }
}
