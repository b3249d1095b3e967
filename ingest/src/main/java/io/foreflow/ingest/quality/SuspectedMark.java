package io.foreflow.ingest.quality;

import io.foreflow.models.series.SensorId;

/**
 * A value of a sensor that probably says "no value".
 *
 * @param rows how many readings have it, at least 1
 * @param share of the sensor's readings that have it, above 0 and at most 1
 */
public record SuspectedMark(SensorId sensor, double value, long rows, double share) {}
