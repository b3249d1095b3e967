package io.foreflow.ingest.source;

import io.foreflow.models.series.Reading;
import java.time.Instant;

/**
 * A reading and its time of arrival.
 *
 * @param at time of arrival, not before the end of the measured period
 */
public record ReplayedReading(Instant at, Reading reading) {}
