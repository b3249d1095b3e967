package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Reading;
import java.time.Instant;

/** An event in the life of a sensor. */
public sealed interface Event {

    /**
     * A reading arrived.
     *
     * @param arrivedAt time of arrival in the log that keeps the readings. It does not depend on the reader's clock, so
     *     that a replay of the log sees the same time.
     * @param seenAt when the windower saw the reading, by the clock of the ticks. A sensor's silence is counted from
     *     here.
     */
    record Arrival(Reading reading, Instant arrivedAt, Instant seenAt) implements Event {
        public Arrival {
            requireNonNull(reading, "reading");
            requireNonNull(arrivedAt, "arrivedAt");
            requireNonNull(seenAt, "seenAt");
        }

        /** Creates the arrival of a reading that is seen as soon as it arrives. */
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
