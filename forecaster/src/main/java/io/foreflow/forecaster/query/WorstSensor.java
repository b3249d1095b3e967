package io.foreflow.forecaster.query;

import io.foreflow.models.series.SensorId;

/**
 * A sensor that is forecast badly.
 *
 * @param mase mean absolute scaled error of about the last week, all leads together
 */
public record WorstSensor(SensorId sensor, double mase) {}
