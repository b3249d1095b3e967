package io.foreflow.models.score;

/**
 * The mean of recent numbers: the plain mean of the first ones, then each new one counts 1 / span and older ones fade.
 *
 * @param mean NaN while there is none
 * @param count number of numbers in the mean, at most the span
 */
public record RollingMean(double mean, int count) {
    public static final RollingMean NONE = new RollingMean(Double.NaN, 0);

    /**
     * Adds one number; NaN is ignored.
     *
     * @param span at least 1
     */
    public RollingMean with(double number, int span) {
        if (Double.isNaN(number)) {
            return this;
        }
        int counted = Math.min(count + 1, span);
        return new RollingMean(count == 0 ? number : mean + (number - mean) / counted, counted);
    }
}
