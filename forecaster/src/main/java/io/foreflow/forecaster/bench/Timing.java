package io.foreflow.forecaster.bench;

import java.util.Arrays;

/**
 * Times of one measurement, in the order in which they were taken.
 *
 * @param median median of the rounds
 * @param least shortest round
 * @param most longest round
 */
public record Timing(double median, double least, double most) {
    /** @param times at least one */
    static Timing of(double... times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return new Timing(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }
}
