package io.foreflow.forecaster.alerts;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.alerts.Alert.AlertTrigger;
import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The state of all rules of one sensor. Immutable: what happens makes a new state, and the alerts that it raises and
 * clears. Records of one rule alternate: raised, cleared, raised.
 *
 * @param sensor the sensor
 * @param byRule states by name of the rule, without those that hold nothing
 */
public record SensorAlerts(SensorId sensor, SortedMap<String, RuleState> byRule) {
    public SensorAlerts {
        requireNonNull(sensor, "sensor");
        SortedMap<String, RuleState> kept = new TreeMap<>(byRule);
        kept.values().removeIf(RuleState::isNone);
        byRule = Collections.unmodifiableSortedMap(kept);
    }

    /** Returns the state of a sensor of which nothing is known. */
    public static SensorAlerts none(SensorId sensor) {
        return new SensorAlerts(sensor, new TreeMap<>());
    }

    /**
     * A new state, and what led to it.
     *
     * @param changes alerts that were raised or cleared, in the order of the rules
     */
    public record Change(SensorAlerts state, List<Alert> changes) {
        public Change {
            changes = List.copyOf(changes);
        }
    }

    /** Returns true if there is nothing to store. */
    public boolean isEmpty() {
        return byRule.isEmpty();
    }

    /** Returns the open alerts, by name of the rule. */
    public List<Alert> open() {
        return byRule.values().stream().flatMap(state -> state.open().stream()).toList();
    }

    /**
     * Applies the rules on forecasts to a new forecast or revision. A forecast of a sensor that has fallen silent decides
     * nothing, and one without bounds nothing about bounds.
     *
     * @param rules rules of the sensor
     * @param now wall-clock time
     */
    public Change forecast(List<AlertRule> rules, Forecast forecast, Instant now) {
        Steps steps = new Steps(new AlertTrigger(forecast.origin(), forecast.revision(), forecast.model()), now);
        for (AlertRule rule : rules) {
            if (rule.condition() instanceof ForecastCondition condition
                    && !forecast.stale()
                    && condition.canJudge(forecast)) {
                Optional<Alert> open = steps.state(rule.name()).open();
                Optional<Crossing> crossing = condition.crossing(forecast);
                if (crossing.isPresent() && open.isEmpty()) {
                    steps.raise(rule, crossing.get(), RuleState.NONE);
                } else if (crossing.isEmpty() && open.isPresent()) {
                    steps.clear(open.get(), ClearReason.ENDED);
                }
            }
        }
        return steps.change();
    }

    /**
     * Applies the rules on anomalies to a reading.
     *
     * @param rules rules of the sensor
     * @param closed the step of the reading
     * @param interval interval of a forecast whose first step it is
     * @param model the model that made that forecast; empty for a fallback
     * @param now wall-clock time
     */
    public Change reading(
            List<AlertRule> rules, ClosedStep closed, Interval interval, Optional<ModelRef> model, Instant now) {
        Steps steps = new Steps(new AlertTrigger(closed.end(), 0, model), now);
        Optional<Crossing> crossing = AnomalyCondition.crossing(
                closed, interval.lower().at(0), interval.upper().at(0));
        for (AlertRule rule : rules) {
            if (rule.condition() instanceof AnomalyCondition condition) {
                RuleState before = steps.state(rule.name());
                if (crossing.isEmpty()) {
                    before.open()
                            .ifPresentOrElse(
                                    open -> steps.clear(open, ClearReason.ENDED),
                                    () -> steps.put(rule.name(), RuleState.NONE));
                } else if (before.open().isEmpty()) {
                    Crossing first = before.first().orElse(crossing.get());
                    int count = before.count() + 1;
                    RuleState counted = new RuleState(count, Optional.of(first), Optional.empty());
                    if (count >= condition.steps()) {
                        steps.raise(rule, first, counted);
                    } else {
                        steps.put(rule.name(), counted);
                    }
                }
            }
        }
        return steps.change();
    }

    /** Clears the open alerts of a sensor that is retired, and forgets the sensor. */
    public Change retired(Instant now) {
        return without(name -> true, ClearReason.RETIRED, now);
    }

    /** Clears and forgets what belongs to no rule any more. */
    public Change removed(AlertRules rules, Instant now) {
        return without(name -> !rules.has(name, sensor), ClearReason.RULE_REMOVED, now);
    }

    /** Returns true if every rule that this state belongs to still concerns the sensor. */
    public boolean fits(AlertRules rules) {
        return byRule.keySet().stream().allMatch(name -> rules.has(name, sensor));
    }

    private Change without(Predicate<String> gone, ClearReason reason, Instant now) {
        SortedMap<String, RuleState> kept = new TreeMap<>(byRule);
        kept.keySet().removeIf(gone);
        List<Alert> cleared = open().stream()
                .filter(alert -> gone.test(alert.rule()))
                .map(alert -> alert.clear(now, alert.trigger(), reason))
                .toList();
        return new Change(new SensorAlerts(sensor, kept), cleared);
    }

    /** The changes of one trigger. */
    private final class Steps {
        private final AlertTrigger trigger;
        private final Instant now;
        private final SortedMap<String, RuleState> states = new TreeMap<>(byRule);
        private final List<Alert> changes = new ArrayList<>(0);

        Steps(AlertTrigger trigger, Instant now) {
            this.trigger = trigger;
            this.now = now;
        }

        RuleState state(String rule) {
            return states.getOrDefault(rule, RuleState.NONE);
        }

        void put(String rule, RuleState state) {
            states.put(rule, state);
        }

        void raise(AlertRule rule, Crossing crossing, RuleState counted) {
            Alert alert = Alert.raised(sensor, rule, now, crossing, trigger);
            changes.add(alert);
            put(rule.name(), new RuleState(counted.count(), counted.first(), Optional.of(alert)));
        }

        void clear(Alert open, ClearReason reason) {
            changes.add(open.clear(now, trigger, reason));
            put(open.rule(), RuleState.NONE);
        }

        Change change() {
            return new Change(new SensorAlerts(sensor, states), changes);
        }
    }
}
