package io.foreflow.models.forecast;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Window;
import java.util.Arrays;
import java.util.List;

/**
 * The mean absolute errors of one sensor's forecasts, by local hour of the day, on working days and on days of rest
 * (Saturday, Sunday, holidays). Immutable. Means are floats: see {@link IntervalTracker}.
 *
 * <p>An hour's mean is over up to {@value #DAYS} days of its kind. Later days count more. It is shrunk towards the mean
 * over all hours, which counts as {@value #SHRINKAGE_DAYS} days of it. While no errors are known, that mean comes from
 * the window: the least trailing error of a baseline, or the mean absolute deviation if no baseline has been scored.
 */
final class HourlyErrors {
    private static final int HOURS = LocalSeconds.HOURS_PER_DAY;
    /** Number of kinds of days: working days, and days of rest. */
    private static final int KINDS = 2;

    /** Number of numbers that {@link #writeTo} writes. */
    static final int NUMBERS = 2 + 2 * KINDS * HOURS;

    private static final int DAYS = 60;
    private static final int SHRINKAGE_DAYS = 8;
    /** Number of days in the mean over all hours. */
    private static final int GENERAL_DAYS = 6;
    /** Number of observations that the knowledge of the window counts as. */
    private static final int PRIOR = 5;

    /** Number of observations that the hours of other sensors count as for a new sensor. */
    private static final int STRANGERS = 8;
    /** Maximum of an error and of a mean, so that means are finite floats. */
    static final double LARGEST = 1e38;
    /** Maximum of a count; more than {@value #DAYS} days have seconds, and floats count further. */
    private static final int LARGEST_COUNT = 10_000_000;

    private static final int SATURDAY = 5;
    private static final List<Baseline> BASELINES = List.of(Baseline.values());

    static final HourlyErrors UNKNOWN =
            new HourlyErrors(Float.NaN, 0, new float[KINDS * HOURS], new int[KINDS * HOURS]);

    /** Mean over all hours; NaN while nothing is known. */
    private final float mean;

    private final int observations;
    private final float[] hourly;
    /** Number of steps in each mean of {@code hourly}, at most as many as {@value #DAYS} days have. */
    private final int[] counts;

    private HourlyErrors(float mean, int observations, float[] hourly, int[] counts) {
        this.mean = mean;
        this.observations = observations;
        this.hourly = hourly;
        this.counts = counts;
    }

    /** Number of steps whose errors have been observed; counted only up to a few days. */
    int observations() {
        return observations;
    }

    /**
     * Returns this, or, while this knows nothing, the errors that the window suggests; {@link #isKnown} says whether it
     * does.
     */
    HourlyErrors or(Window window) {
        return isKnown() ? this : new HourlyErrors(bounded(prior(window)), observations, hourly, counts);
    }

    boolean isKnown() {
        return !Float.isNaN(mean);
    }

    /** Returns the expected mean absolute errors at the first {@code leads} target steps of the window, at least 1. */
    double[] ahead(Window window, int leads) {
        BucketGrid grid = window.grid();
        long[] local = grid.localSecondsOf(grid.indexOf(window.origin()), leads);
        long today = LocalSeconds.day(local[0]);
        double[] expected = new double[leads];
        for (int lead = 0; lead < leads; lead++) {
            expected[lead] = expected(window, place(window, today, local[lead]));
        }
        return expected;
    }

    /** Returns the expected mean absolute error at the last step before the window's origin. */
    double before(Window window) {
        return expected(window, placeBefore(window));
    }

    private double expected(Window window, int place) {
        double days = (double) counts[place] / stepsPerHour(window);
        return (hourly[place] * days + (double) mean * SHRINKAGE_DAYS) / (days + SHRINKAGE_DAYS);
    }

    /** Adds the mean absolute error of one more step, the last one before the window's origin. */
    HourlyErrors with(Window window, double error) {
        int hour = placeBefore(window);
        float[] newHourly = hourly.clone();
        int[] newCounts = counts.clone();
        newCounts[hour] = Math.min(counts[hour] + 1, DAYS * stepsPerHour(window));
        newHourly[hour] = bounded(hourly[hour] + (error - hourly[hour]) / newCounts[hour]);
        int most = GENERAL_DAYS * window.shape().step().perDay();
        double newMean = isKnown() ? mean + (error - mean) / (Math.min(observations, most) + 1 + PRIOR) : error;
        return new HourlyErrors(bounded(newMean), Math.min(observations + 1, most), newHourly, newCounts);
    }

    /** Converts to another unit: each mean is {@code factor} times as large, {@value #LARGEST} at most. */
    HourlyErrors times(double factor) {
        float[] newHourly = new float[hourly.length];
        for (int hour = 0; hour < newHourly.length; hour++) {
            newHourly[hour] = bounded(hourly[hour] * factor);
        }
        return new HourlyErrors(bounded(mean * factor), observations, newHourly, counts);
    }

    private static float bounded(double error) {
        return (float) Math.min(LARGEST, error);
    }

    /**
     * Returns the errors to expect of a sensor that is like {@code others}, at least one, all known: the medians of
     * their means. They do not count as observed, and the sensor's own hours soon count more.
     */
    static HourlyErrors typical(List<HourlyErrors> others) {
        float[] typical = new float[KINDS * HOURS];
        int[] counts = new int[KINDS * HOURS];
        for (int i = 0; i < typical.length; i++) {
            int hour = i;
            List<HourlyErrors> known =
                    others.stream().filter(one -> one.counts[hour] > 0).toList();
            if (!known.isEmpty()) {
                typical[hour] = (float) Medians.of(known, one -> one.hourly[hour]);
                counts[hour] = (int) Medians.of(known, one -> one.counts[hour]) / STRANGERS;
            }
        }
        return new HourlyErrors((float) Medians.of(others, one -> one.mean), 0, typical, counts);
    }

    private static int stepsPerHour(Window window) {
        return Math.max(1, window.shape().step().perDay() / HOURS);
    }

    /** Returns the error that the window suggests, 0 or more; NaN if it knows nothing. */
    static double prior(Window window) {
        double least = Double.NaN;
        for (Baseline baseline : BASELINES) {
            double error = baseline.trailingError(window);
            if (!Double.isNaN(error)) {
                least = Double.isNaN(least) ? error : Math.min(least, error);
            }
        }
        // The deviation of a few values means nothing.
        return Double.isNaN(least) && window.scale() > 0 ? window.scale() : least;
    }

    private static int placeBefore(Window window) {
        long[] local = window.grid().localSecondsOf(window.grid().indexOf(window.origin()) - 1, 2);
        return place(window, LocalSeconds.day(local[1]), local[0]);
    }

    /**
     * Returns the place of a local time in {@code hourly}.
     *
     * @param today the local day of the window's origin, in days since 1970-01-01
     */
    private static int place(Window window, long today, long second) {
        int hour = LocalSeconds.hour(second);
        return isRest(window, today, LocalSeconds.day(second)) ? HOURS + hour : hour;
    }

    private static boolean isRest(Window window, long today, long day) {
        if (LocalSeconds.dayOfWeek(day) >= SATURDAY) {
            return true;
        }
        return !window.holidays().isEmpty() && window.holidays().contains((int) (day - today));
    }

    /** Writes {@value #NUMBERS} numbers that {@link #readFrom} reads. */
    void writeTo(float[] numbers, int start) {
        numbers[start] = mean;
        numbers[start + 1] = observations;
        System.arraycopy(hourly, 0, numbers, start + 2, hourly.length);
        for (int i = 0; i < counts.length; i++) {
            numbers[start + 2 + hourly.length + i] = counts[i];
        }
    }

    /** @throws IllegalArgumentException if {@link #writeTo} cannot have written these numbers */
    static HourlyErrors readFrom(float[] numbers, int start) {
        int places = KINDS * HOURS;
        int observations = count(numbers[start + 1]);
        int[] counts = new int[places];
        for (int i = 0; i < places; i++) {
            counts[i] = count(numbers[start + 2 + places + i]);
        }
        float[] hourly = Arrays.copyOfRange(numbers, start + 2, start + 2 + places);
        float mean = numbers[start];
        boolean anything = observations > 0 || Arrays.stream(counts).anyMatch(count -> count > 0);
        boolean magnitudes = isMagnitude(mean) || (Float.isNaN(mean) && !anything);
        for (float number : hourly) {
            magnitudes &= isMagnitude(number);
        }
        if (!magnitudes) {
            throw new IllegalArgumentException("mean errors must be finite and 0 or more");
        }
        return new HourlyErrors(mean, observations, hourly, counts);
    }

    private static boolean isMagnitude(float number) {
        return number >= 0 && number < Float.POSITIVE_INFINITY;
    }

    private static int count(float number) {
        if (!(number >= 0 && number <= LARGEST_COUNT && number == Math.rint(number))) {
            throw new IllegalArgumentException("the number of steps in a mean must be a whole number, not " + number);
        }
        return (int) number;
    }
}
