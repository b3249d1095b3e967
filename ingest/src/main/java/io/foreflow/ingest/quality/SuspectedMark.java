package io.foreflow.ingest.quality;

import io.foreflow.models.series.SensorId;

/**
 * A value of a sensor that probably means "no value".
 *
 * @param rows number of readings with the value, at least 1
 * @param share share of the sensor's readings with the value, above 0 and at most 1
 */
public record SuspectedMark(SensorId sensor, double value, long rows, double share) {}
