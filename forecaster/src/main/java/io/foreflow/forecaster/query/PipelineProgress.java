package io.foreflow.forecaster.query;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the service is, as Kafka knows it.
 *
 * @param behind readings that are not yet processed; as many as there are while the service has never run
 * @param newestReading when the newest record on the readings topic was written
 * @param newestForecast when the newest forecast was committed
 */
public record PipelineProgress(long behind, Optional<Instant> newestReading, Optional<Instant> newestForecast) {}
