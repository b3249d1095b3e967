package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What an event did to a sensor.
 *
 * @param state the sensor's state from now on; the very same object when nothing changed
 * @param emissions in the order in which they belong on their topics
 * @param effect what became of the event, for counting
 */
public record Transition(SensorState state, List<Emission> emissions, Effect effect) {
    public Transition {
        requireNonNull(state, "state");
        requireNonNull(effect, "effect");
        emissions = List.copyOf(emissions);
    }

    /** What became of an event. */
    public enum Effect {
        /** A reading was used, in a bucket that was open. */
        ACCEPTED,
        /** A reading was used, in a bucket that had been closed before. */
        ACCEPTED_LATE,
        /** A reading without a value moved the sensor's time on. */
        TIME_MOVED,
        /** Covariates were noted, without a new value. */
        ANNOUNCED,
        /** A reading said what was known already, or nothing that is asked for. */
        DUPLICATE,
        /** A reading could not be used. */
        REJECTED,
        /** A tick closed buckets, or ended the sensor. */
        TICKED,
        /** A tick found nothing to do. */
        IDLE
    }
}
