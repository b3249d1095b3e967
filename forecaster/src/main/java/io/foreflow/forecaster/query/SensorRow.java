package io.foreflow.forecaster.query;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.Optional;

/**
 * A sensor in a list.
 *
 * @param lastReading time of its newest reading, by its own clock
 * @param newest its newest forecast
 * @param rolling its scores of about the last week
 */
public record SensorRow(
        SensorId sensor,
        Instant lastReading,
        SensorStatus status,
        Optional<Forecast> newest,
        Optional<Rolling> rolling) {}
