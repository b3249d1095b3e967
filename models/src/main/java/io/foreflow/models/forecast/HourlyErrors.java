package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import java.time.Instant;
import java.util.Arrays;

/**
 * How large the errors of one sensor's forecasts are, by local hour of the day, on working days and on days of rest (Saturday, Sunday, holidays).
 * Immutable.
 *
 * <p>An hour's mean absolute error is over up to {@value #DAYS} days of its kind, later ones counting more, and shrunk towards the mean
 * over all hours, which counts as much as {@value #SHRINKAGE_DAYS} days of it. Before any error was observed that mean is what the window knows: the least trailing error of a baseline, or
 * the mean absolute deviation where no baseline has been scored.
 */
final class HourlyErrors {
    private static final int HOURS = 24;
    /** Working days, and days of rest. */
    private static final int KINDS = 2;

    /** How many numbers {@link #writeTo} writes. */
    static final int NUMBERS = 2 + 2 * KINDS * HOURS;

    private static final int DAYS = 60;
    private static final int SHRINKAGE_DAYS = 8;
    /** The mean over all hours is over so many days. */
    private static final int GENERAL_DAYS = 6;
    /** What the window knew counts as much as so many observations. */
    private static final int PRIOR = 5;

    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_PER_WEEK = 7;
    private static final int SATURDAY = 5;
    /** 1970-01-01 was a Thursday, the day of index 3 of a week that begins on Monday. */
    private static final int FIRST_DAY = 3;

    static final HourlyErrors UNKNOWN =
            new HourlyErrors(Double.NaN, 0, new double[KINDS * HOURS], new int[KINDS * HOURS]);

    /** Over all hours; NaN while nothing is known. */
    private final double mean;

    private final int observations;
    private final double[] hourly;
    /** Over how many steps each of {@code hourly} is the mean, at most so many as {@value #DAYS} days have. */
    private final int[] counts;

    private HourlyErrors(double mean, int observations, double[] hourly, int[] counts) {
        this.mean = mean;
        this.observations = observations;
        this.hourly = hourly;
        this.counts = counts;
    }

    /** Of how many steps errors have been observed, counted up to some days. */
    int observations() {
        return observations;
    }

    /** These, or, before any error was observed, what the window knows; {@link #isKnown} says whether it does. */
    HourlyErrors or(Window window) {
        return isKnown() ? this : new HourlyErrors(prior(window), observations, hourly, counts);
    }

    boolean isKnown() {
        return !Double.isNaN(mean);
    }

    /** The mean absolute error that is expected at target step {@code lead} of the window, −1 for the last step before its origin. */
    double at(Window window, int lead) {
        int hour = hourAt(window, lead);
        double days = (double) counts[hour] / stepsPerHour(window);
        return (hourly[hour] * days + mean * SHRINKAGE_DAYS) / (days + SHRINKAGE_DAYS);
    }

    /** These with the mean absolute error of one more step, the last one before the window's origin. */
    HourlyErrors with(Window window, double error) {
        int hour = hourAt(window, -1);
        double[] newHourly = hourly.clone();
        int[] newCounts = counts.clone();
        newCounts[hour] = Math.min(counts[hour] + 1, DAYS * stepsPerHour(window));
        newHourly[hour] += (error - hourly[hour]) / newCounts[hour];
        int most = GENERAL_DAYS * window.shape().step().perDay();
        double newMean = isKnown() ? mean + (error - mean) / (Math.min(observations, most) + 1 + PRIOR) : error;
        return new HourlyErrors(newMean, Math.min(observations + 1, most), newHourly, newCounts);
    }

    private static int stepsPerHour(Window window) {
        return Math.max(1, window.shape().step().perDay() / HOURS);
    }

    private static double prior(Window window) {
        return Arrays.stream(Baseline.values())
                .mapToDouble(baseline -> baseline.trailingError(window))
                .filter(error -> !Double.isNaN(error))
                .min()
                // No deviation among a few values says nothing.
                .orElse(window.scale() > 0 ? window.scale() : Double.NaN);
    }

    private static int hourAt(Window window, int lead) {
        long local = localSecond(window, window.targetTime(lead));
        long day = Math.floorDiv(local, (long) SECONDS_PER_DAY);
        int hour = Math.floorMod(local, SECONDS_PER_DAY) / SECONDS_PER_HOUR;
        return isRest(window, day) ? HOURS + hour : hour;
    }

    /** @param day of local time, in days since 1970-01-01 */
    private static boolean isRest(Window window, long day) {
        if (Math.floorMod(day + FIRST_DAY, DAYS_PER_WEEK) >= SATURDAY) {
            return true;
        }
        long today = Math.floorDiv(localSecond(window, window.origin()), (long) SECONDS_PER_DAY);
        return window.holidays().contains((int) (day - today));
    }

    private static long localSecond(Window window, Instant time) {
        return time.getEpochSecond() + window.zone().getRules().getOffset(time).getTotalSeconds();
    }

    /** Writes {@value #NUMBERS} numbers that {@link #readFrom} reads. */
    void writeTo(double[] numbers, int start) {
        numbers[start] = mean;
        numbers[start + 1] = observations;
        System.arraycopy(hourly, 0, numbers, start + 2, hourly.length);
        for (int i = 0; i < counts.length; i++) {
            numbers[start + 2 + hourly.length + i] = counts[i];
        }
    }

    static HourlyErrors readFrom(double[] numbers, int start) {
        int places = KINDS * HOURS;
        int[] counts = new int[places];
        for (int i = 0; i < places; i++) {
            counts[i] = (int) numbers[start + 2 + places + i];
        }
        double[] hourly = Arrays.copyOfRange(numbers, start + 2, start + 2 + places);
        return new HourlyErrors(numbers[start], (int) numbers[start + 1], hourly, counts);
    }
}
