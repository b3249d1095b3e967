package io.foreflow.forecaster.lifecycle;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.lifecycle.LifecycleRules.ChampionChoice;
import io.foreflow.forecaster.lifecycle.LifecycleRules.RuleDecision;
import io.foreflow.forecaster.lifecycle.TrialStore.Pair;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelEventJson;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RegistryException;
import io.foreflow.forecaster.registry.RegistryRecord;
import io.foreflow.forecaster.topology.PairedErrorsJson;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.score.ShadowRole;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up the comparisons of champions with their shadows, and changes the champion when a rule asks for it: the record
 * on the models topic, the entry in the history and the state of the trial are written in one transaction.
 */
final class TrialsProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(TrialsProcessor.class);

    private final LifecycleRules rules;
    private final Supplier<ModelSnapshot> registry;
    private final Consumer<ChampionChoice> onChange;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable TrialStore trials;

    TrialsProcessor(LifecycleRules rules, Supplier<ModelSnapshot> registry, Consumer<ChampionChoice> onChange) {
        this.rules = rules;
        this.registry = registry;
        this.onChange = onChange;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.trials = new TrialStore(context.getStateStore(TrialStore.NAME));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        PairedErrors errors;
        try {
            errors = PairedErrorsJson.read(record.value());
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "A record that Foreflow did not write is among the comparisons, and does not count: {}",
                    e.getMessage());
            return;
        }
        String model = errors.champion().name();
        TrialStore store = requireNonNull(trials);
        long hour = Math.floorDiv(
                errors.time().getEpochSecond(), Duration.ofHours(1).toSeconds());
        Optional<Pair> stored = store.pair(model);
        Optional<Pair> before = stored.filter(pair -> pair.isOf(errors.champion(), errors.shadow(), errors.role()));
        if (before.isEmpty()) {
            if (!isCurrent(errors)) {
                return;
            }
            if (stored.filter(pair -> pair.becomes(errors.champion(), errors.shadow(), errors.role()))
                    .isPresent()) {
                store.swap(model);
            } else {
                store.deleteBefore(model, Long.MAX_VALUE);
            }
        } else if (before.get().decided()) {
            return;
        }
        store.add(model, hour, PairedTotals.NONE.plus(errors));
        long last = before.map(Pair::last).orElse(Long.MIN_VALUE);
        if (hour <= last) {
            return;
        }
        // The hours before this one are as complete as they will be, but for late sensors.
        store.deleteBefore(model, hour - TrialStore.MOST_HOURS);
        boolean decided = before.isPresent() && decide(store, model, record.timestamp());
        store.put(model, new Pair(errors.champion(), errors.shadow(), errors.role(), hour, decided));
    }

    /** Returns true if these are the models that the registry shows: others were compared before a change. */
    private boolean isCurrent(PairedErrors errors) {
        ModelSnapshot now = registry.get();
        String name = errors.champion().name();
        Optional<ModelRef> champion = now.champion(name).map(RegisteredModel::ref);
        Optional<RegisteredModel> shadow =
                errors.role() == ShadowRole.CHALLENGER ? now.challenger(name) : now.predecessor(name);
        return champion.filter(errors.champion()::equals).isPresent()
                && shadow.map(RegisteredModel::ref)
                        .filter(errors.shadow()::equals)
                        .isPresent();
    }

    private boolean decide(TrialStore store, String model, long timestamp) {
        RuleDecision decision = store.trial(model).flatMap(rules::decide).orElse(null);
        if (decision == null) {
            return false;
        }
        Trial trial = store.trial(model).orElseThrow();
        ModelSnapshot snapshot = registry.get();
        Optional<ModelRef> champion = snapshot.champion(model).map(RegisteredModel::ref);
        if (champion.filter(trial.champion()::equals).isEmpty()) {
            LOG.info("{} is not champion any more; no rule applies to it", trial.champion());
            return true;
        }
        try {
            change(snapshot, trial, decision, timestamp);
        } catch (RegistryException e) {
            LOG.warn("A rule asks to {} {}, but {}", decision.decision(), trial.champion(), e.getMessage());
        }
        return true;
    }

    private void change(ModelSnapshot snapshot, Trial trial, RuleDecision decision, long timestamp) {
        boolean promotes = decision.decision() == ChampionChoice.PROMOTE;
        AliasMove move = promotes
                ? AliasMove.promotion(snapshot, trial.shadow())
                : AliasMove.rollback(snapshot, trial.champion().name());
        ModelEvent event = new ModelEvent(
                Instant.ofEpochMilli(requireNonNull(context).currentSystemTimeMs()),
                promotes ? ModelAction.PROMOTED : ModelAction.ROLLED_BACK,
                trial.champion().name(),
                move.from(),
                Optional.of(move.target().target()),
                new Author("rule " + decision.decision().rule(), Optional.of(decision.reason())));
        LOG.info(
                "{} {} {} by rule: {}",
                move.target().target(),
                event.action().label(),
                Alias.CHAMPION.label(),
                decision.reason());
        for (RegistryRecord one : move.records()) {
            requireNonNull(context).forward(new Record<>(one.key(), one.value(), timestamp), TrialsStage.MODELS_SINK);
        }
        requireNonNull(context)
                .forward(
                        new Record<>(ModelEventJson.key(event), ModelEventJson.write(event), timestamp),
                        TrialsStage.EVENTS_SINK);
        onChange.accept(decision.decision());
    }
}
