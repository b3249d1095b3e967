package io.foreflow.forecaster.bench;

import java.util.Arrays;

/**
 * The times from a reading to the moment at which a read-committed consumer sees its forecast.
 *
 * @param p50 median in milliseconds
 * @param p99 99th percentile in milliseconds
 * @param readings number of counted readings
 * @param perSecond number of readings per second
 */
public record ForecastLatency(double p50, double p99, int readings, int perSecond) {
    /** @param nanos one time for each counted reading, at least one */
    static ForecastLatency of(int perSecond, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new ForecastLatency(millis(sorted, 0.5), millis(sorted, 0.99), sorted.length, perSecond);
    }

    /** Returns the smallest time that at least this share of the times does not exceed. */
    private static double millis(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
