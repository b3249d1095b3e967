package io.foreflow.training.evaluate;

/**
 * Errors of forecasts.
 *
 * @param mae mean absolute error, in the sensor's unit
 * @param rmse root of the mean squared error, in the sensor's unit
 * @param bias mean of forecast − actual, in the sensor's unit; above 0: forecasts were too high
 * @param mase {@code mae} over the sensor's {@link Yardstick}, where an error counts as at most
 *     {@value ErrorSums#MOST_YARDSTICKS} of them; below 1: better than yesterday's value was before; NaN if the
 *     yardstick is unknown or 0
 * @param coverage share of the actual values, 0 to 1, that lay inside the forecast's interval; NaN without intervals
 * @param winkler mean of {@link ErrorSums#winkler} over the same targets, in the sensor's unit; NaN without intervals
 */
public record ForecastErrors(double mae, double rmse, double bias, double mase, double coverage, double winkler) {}
