package io.foreflow.forecaster.alerts;

import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.models.series.SensorId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The alert rules of a service.
 *
 * @param rules rules with different names
 */
public record AlertRules(List<AlertRule> rules) {
    /** No rules: nothing is computed or stored for alerts. */
    public static final AlertRules NONE = new AlertRules(List.of());

    /** Maximum number of rules: each one has metrics of its own. */
    public static final int MAX_RULES = 50;

    /** @throws IllegalArgumentException if there are too many rules, or two of one name */
    public AlertRules {
        rules = List.copyOf(rules);
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException(
                    "there are " + rules.size() + " rules; at most " + MAX_RULES + " are allowed");
        }
        Set<String> names = new HashSet<>();
        for (AlertRule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException("two rules have the name " + rule.name());
            }
        }
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    public List<String> names() {
        return rules.stream().map(AlertRule::name).toList();
    }

    /** Returns true if a rule of this name concerns the sensor. */
    public boolean has(String name, SensorId sensor) {
        return rules.stream().anyMatch(rule -> rule.name().equals(name) && rule.concerns(sensor));
    }

    /** Returns the rules on forecasts of the sensor. */
    public List<AlertRule> ofForecasts(SensorId sensor) {
        return of(sensor, ForecastCondition.class);
    }

    /** Returns the rules on readings of the sensor. */
    public List<AlertRule> ofReadings(SensorId sensor) {
        return of(sensor, AnomalyCondition.class);
    }

    private List<AlertRule> of(SensorId sensor, Class<? extends AlertCondition> kind) {
        return rules.isEmpty()
                ? rules
                : rules.stream()
                        .filter(rule -> kind.isInstance(rule.condition()) && rule.concerns(sensor))
                        .toList();
    }
}
