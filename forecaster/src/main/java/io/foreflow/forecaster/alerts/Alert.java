package io.foreflow.forecaster.alerts;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.Optional;

/**
 * An alert that was raised, or that was cleared. Both records of an occurrence have the same sensor, rule and
 * {@code since}.
 *
 * @param sensor the sensor
 * @param rule name of the rule
 * @param condition text of the condition
 * @param time wall-clock time at which it was raised or cleared
 * @param crossing the step that first met the condition when the alert was raised
 * @param trigger the forecast or the closed step that raised or cleared it
 * @param since origin of the trigger that raised it
 * @param cleared the reason why it was cleared; empty for an alert that was raised
 */
public record Alert(
        SensorId sensor,
        String rule,
        String condition,
        Instant time,
        Crossing crossing,
        AlertTrigger trigger,
        Instant since,
        Optional<ClearReason> cleared) {
    public static final String RAISED = "raised";
    public static final String CLEARED = "cleared";

    /**
     * The forecast by which an alert was raised or cleared.
     *
     * @param origin origin of the forecast; for an anomaly the end of the step whose reading decided
     * @param revision revision of the forecast; 0 for an anomaly
     * @param model the model that made it; empty for a fallback
     */
    public record AlertTrigger(Instant origin, int revision, Optional<ModelRef> model) {
        public AlertTrigger {
            requireNonNull(origin, "origin");
            requireNonNull(model, "model");
            if (revision < 0) {
                throw new IllegalArgumentException("the revision (" + revision + ") must be 0 or more");
            }
        }
    }

    public Alert {
        requireNonNull(sensor, "sensor");
        requireNonNull(rule, "rule");
        requireNonNull(condition, "condition");
        requireNonNull(time, "time");
        requireNonNull(crossing, "crossing");
        requireNonNull(trigger, "trigger");
        requireNonNull(since, "since");
        requireNonNull(cleared, "cleared");
    }

    static Alert raised(SensorId sensor, AlertRule rule, Instant time, Crossing crossing, AlertTrigger trigger) {
        return new Alert(
                sensor,
                rule.name(),
                rule.condition().toString(),
                time,
                crossing,
                trigger,
                trigger.origin(),
                Optional.empty());
    }

    /** Returns the record that clears this alert. */
    public Alert clear(Instant now, AlertTrigger by, ClearReason reason) {
        return new Alert(sensor, rule, condition, now, crossing, by, since, Optional.of(reason));
    }

    /** Returns {@value #RAISED} or {@value #CLEARED}. */
    public String event() {
        return cleared.isPresent() ? CLEARED : RAISED;
    }
}
