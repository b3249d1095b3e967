package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The result of an event for a sensor.
 *
 * @param state the sensor's new state; the very same object when nothing changed
 * @param emissions in the order in which they belong on their topics
 * @param effect the kind of result, for counting
 */
public record Transition(SensorState state, List<Emission> emissions, Effect effect) {
    public Transition {
        requireNonNull(state, "state");
        requireNonNull(effect, "effect");
        emissions = List.copyOf(emissions);
    }

    /** The kind of result of an event. */
    public enum Effect {
        /** A reading was used, in a bucket that was open. */
        ACCEPTED,
        /** A reading was used, in a bucket that had been closed before. */
        ACCEPTED_LATE,
        /** A reading without a value moved the sensor's time on. */
        TIME_MOVED,
        /** Covariates were stored, without a new value. */
        ANNOUNCED,
        /** A reading repeated what was known, or held nothing that is configured. */
        DUPLICATE,
        /** A reading could not be used. */
        REJECTED,
        /** A tick closed buckets, or retired the sensor. */
        TICKED,
        /** A tick found nothing to do. */
        IDLE
    }
}
