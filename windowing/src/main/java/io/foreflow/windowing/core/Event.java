package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Reading;
import java.time.Instant;

/** What can happen to a sensor. */
public sealed interface Event {

    /**
     * A reading arrived.
     *
     * @param arrivedAt when, by the log that keeps the readings and not by the clock of whoever reads it, so that a
     *     replay of the log sees the same
     * @param seenAt when the windower saw it, by the clock that ticks: how long a sensor has been silent is counted from here
     */
    record Arrival(Reading reading, Instant arrivedAt, Instant seenAt) implements Event {
        public Arrival {
            requireNonNull(reading, "reading");
            requireNonNull(arrivedAt, "arrivedAt");
            requireNonNull(seenAt, "seenAt");
        }

        /** A reading that is seen as soon as it arrives. */
        public Arrival(Reading reading, Instant arrivedAt) {
            this(reading, arrivedAt, arrivedAt);
        }
    }

    /**
     * Time passed without a reading.
     *
     * @param now wall-clock time
     */
    record Tick(Instant now) implements Event {
        public Tick {
            requireNonNull(now, "now");
        }
    }
}
