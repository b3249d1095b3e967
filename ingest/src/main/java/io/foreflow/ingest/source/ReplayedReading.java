package io.foreflow.ingest.source;

import io.foreflow.models.series.Reading;
import java.time.Instant;

/**
 * A reading and when it arrives.
 *
 * @param at not before the end of what was measured
 */
public record ReplayedReading(Instant at, Reading reading) {}
