package io.foreflow.models.series;

/**
 * Mean absolute error of each baseline over the 168 hours before a window's origin, as of that origin, in the sensor's
 * unit; NaN where it is unknown. Imputed values are not scored, and a few gross errors do not count.
 *
 * @param yesterday error of the value at the same local time the day before
 * @param lastWeek error of the value at the same local time the week before
 * @param usual error of the mean over the one to four weeks before that are present
 */
public record BaselineErrors(double yesterday, double lastWeek, double usual) {
    public static final BaselineErrors UNKNOWN = new BaselineErrors(Double.NaN, Double.NaN, Double.NaN);
}
