package io.foreflow.forecaster.alerts;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.VisibleText;

/**
 * A rule that raises alerts.
 *
 * @param name name by which people and state know the rule
 * @param sensors sensors that it concerns
 */
public record AlertRule(String name, SensorPattern sensors, AlertCondition condition) {
    /** Maximum length of a name. */
    public static final int MAX_NAME = 300;

    /** @throws IllegalArgumentException if the name is blank, too long, or holds an invisible character */
    public AlertRule {
        name = VisibleText.of("the name of a rule", name, MAX_NAME);
        requireNonNull(sensors, "sensors");
        requireNonNull(condition, "condition");
    }

    /** Creates a rule whose name says what it does. */
    public static AlertRule unnamed(SensorPattern sensors, AlertCondition condition) {
        return new AlertRule(sensors + ": " + condition, sensors, condition);
    }

    boolean concerns(SensorId sensor) {
        return sensors.matches(sensor);
    }
}
