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
     */
    record Arrival(Reading reading, Instant arrivedAt) implements Event {
        public Arrival {
            requireNonNull(reading, "reading");
            requireNonNull(arrivedAt, "arrivedAt");
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
