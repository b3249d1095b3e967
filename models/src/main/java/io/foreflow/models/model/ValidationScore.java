package io.foreflow.models.model;

/**
 * A score on the validation block.
 *
 * @param mae mean absolute error in the sensors' unit, mean over the sensors
 * @param mase mean absolute scaled error, mean over the sensors
 */
public record ValidationScore(double mae, double mase) {}
