package io.foreflow.forecaster.query;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the service is, as Kafka knows it.
 *
 * @param behind readings that are not yet processed; as many as there are while the service has never run
 * @param newestReading timestamp of the newest record on the readings topic
 * @param newestForecast timestamp of the newest record on the forecasts topic: when the reading behind it arrived
 */
public record PipelineProgress(long behind, Optional<Instant> newestReading, Optional<Instant> newestForecast) {}
