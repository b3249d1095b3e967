package io.foreflow.models.forecast;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tracks the errors of one sensor's forecasts and computes prediction intervals from them. Immutable: an observation
 * makes a new tracker. The same class bounds forecasts live and in the backtest. All numbers are floats, rounded at each
 * observation, so that a stored tracker is the tracker in memory.
 *
 * <p><b>Tracking.</b> Each lead has two quantiles of error / unit, signed, so that intervals may be lopsided. When a
 * value becomes known, each lead's forecast of it is checked. If the value was beyond a quantile's bound, that quantile
 * moves out by η·m·(1 − α/2), otherwise it moves in by η·m·α/2, where α is 1 − {@value #LEVEL}, η is {@value #STEP} and
 * m is the mean of |error / unit| of late. That is quantile tracking (Angelopoulos, Candès and Tibshirani, "Conformal
 * PID Control for Time Series Prediction", 2023, section 2.1), under which the long-run coverage of each lead is right
 * for any distribution of errors. A forecast of lead h is checked h steps later, when its value is known, never before.
 *
 * <p><b>Unit.</b> The unit is the mean absolute error of the hour, see {@link HourlyErrors}, times the square root of
 * the sensor's unrest when the forecast was made. Unrest is the mean of |error| / mean absolute error of its hour over
 * the last quarter of a day, clipped to the range from {@value #LEAST_UNREST} to {@value #GREATEST_UNREST}.
 *
 * <p><b>Start.</b> A sensor without observed errors starts from its model's {@link IntervalStarts}. Without them it
 * starts from the errors that its window suggests, with quantiles of ±{@value #FIRST_QUANTILE}: 90 % of normally
 * distributed errors lie within 1.645 standard deviations, and their mean absolute deviation is 0.798 of them. If the
 * window knows no errors either, there are no intervals.
 */
public final class IntervalTracker {
    /** The share of actual values that should lie inside. */
    public static final double LEVEL = 0.9;

    /** η: the size of a quantile's move, in mean absolute errors. */
    static final double STEP = 0.07;

    static final float FIRST_QUANTILE = 2.06f;
    static final double LEAST_UNREST = 0.25;
    static final double GREATEST_UNREST = 4;

    private static final double TAIL = (1 - LEVEL) / 2;
    /** Number of steps in the mean of |error / unit|. */
    private static final int RESIDUAL_STEPS = 100;
    /** Maximum of a single error in means, in units. */
    private static final double OUTLIER = 10;

    private static final double DAY_PART = 4;
    private static final int HEADER = 2;

    private final HourlyErrors errors;
    private final float residual;
    private final float unrest;
    /** Quantiles by lead, in units; the error is the actual value less the forecast. */
    private final float[] lower;

    private final float[] upper;

    private IntervalTracker(HourlyErrors errors, float residual, float unrest, float[] lower, float[] upper) {
        this.errors = errors;
        this.residual = residual;
        this.unrest = unrest;
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * Creates the tracker of a sensor without observed errors.
     *
     * @param horizon number of steps of a forecast, at least 1
     */
    public static IntervalTracker start(int horizon) {
        if (horizon < 1) {
            throw new IllegalArgumentException("the horizon (" + horizon + ") must be at least 1 step");
        }
        float[] lower = new float[horizon];
        float[] upper = new float[horizon];
        Arrays.fill(lower, -FIRST_QUANTILE);
        Arrays.fill(upper, FIRST_QUANTILE);
        return new IntervalTracker(HourlyErrors.UNKNOWN, 1, 1, lower, upper);
    }

    /**
     * Restores the tracker that {@link #numbers} came from.
     *
     * @throws IllegalArgumentException if no tracker can have these numbers
     */
    public static IntervalTracker of(float[] numbers) {
        int from = HEADER + HourlyErrors.NUMBERS;
        int quantiles = numbers.length - from;
        if (quantiles < 2 || quantiles % 2 != 0) {
            throw new IllegalArgumentException(numbers.length + " numbers are not an interval tracker");
        }
        float residual = numbers[0];
        float unrest = numbers[1];
        if (!(residual >= 0 && residual <= OUTLIER && unrest >= 0 && unrest <= OUTLIER)) {
            throw new IllegalArgumentException(
                    "the residual (" + residual + ") and the unrest (" + unrest + ") must be from 0 to " + OUTLIER);
        }
        for (int i = from; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i])) {
                throw new IllegalArgumentException("quantiles must be finite");
            }
        }
        return new IntervalTracker(
                HourlyErrors.readFrom(numbers, HEADER),
                residual,
                unrest,
                Arrays.copyOfRange(numbers, from, from + quantiles / 2),
                Arrays.copyOfRange(numbers, from + quantiles / 2, numbers.length));
    }

    /** Returns the number of {@link #numbers} of a tracker with this horizon. */
    public static int numbers(int horizon) {
        return HEADER + HourlyErrors.NUMBERS + 2 * horizon;
    }

    /** Returns the whole state, for storing: {@link #numbers(int)} numbers, NaN = unknown. */
    public float[] numbers() {
        float[] numbers = new float[numbers(lower.length)];
        numbers[0] = residual;
        numbers[1] = unrest;
        errors.writeTo(numbers, HEADER);
        System.arraycopy(lower, 0, numbers, HEADER + HourlyErrors.NUMBERS, lower.length);
        System.arraycopy(upper, 0, numbers, HEADER + HourlyErrors.NUMBERS + lower.length, upper.length);
        return numbers;
    }

    /** Number of steps of a forecast. */
    public int horizon() {
        return lower.length;
    }

    /** Returns true if errors are known, observed or those of other sensors. */
    boolean isKnown() {
        return errors.isKnown();
    }

    /** Returns true if an error has been observed. */
    public boolean hasObserved() {
        return errors.observations() > 0;
    }

    /** Converts to errors in another unit, {@code factor} times as large; quantiles have no unit. */
    IntervalTracker times(double factor) {
        return new IntervalTracker(errors.times(factor), residual, unrest, lower, upper);
    }

    /** Returns this tracker at a later time, when the sensor's unrest is unknown. */
    IntervalTracker calm() {
        return new IntervalTracker(errors, residual, 1, lower, upper);
    }

    /**
     * Returns the tracker to expect of a sensor that is like others: the medians of all their numbers. It has observed
     * nothing.
     *
     * @param others at least one, of one horizon, that have observed errors in comparable units
     */
    static IntervalTracker typical(List<IntervalTracker> others) {
        float[] lower = new float[others.get(0).horizon()];
        float[] upper = new float[lower.length];
        for (int i = 0; i < lower.length; i++) {
            int lead = i;
            lower[lead] = (float) Medians.of(others, one -> one.lower[lead]);
            upper[lead] = (float) Medians.of(others, one -> one.upper[lead]);
        }
        HourlyErrors errors =
                HourlyErrors.typical(others.stream().map(one -> one.errors).toList());
        return new IntervalTracker(errors, (float) Medians.of(others, one -> one.residual), 1, lower, upper);
    }

    /**
     * The unrest of the sensor: 1 if errors are as large as usual at these hours, more if they are larger. The unrest
     * at the time of a forecast belongs to the forecast, and returns to {@link #observe} with its errors.
     */
    public double unrest() {
        return unrest;
    }

    /**
     * Returns bounds of a forecast that is made now: lower at most upper, both within the bounds of the target.
     *
     * @param window window of the forecast
     * @param values the forecast, one for each target step, in the sensor's unit
     * @param bounds bounds of the target
     * @return empty if neither this tracker nor the window knows any errors
     * @throws IllegalArgumentException if the forecast has another horizon
     */
    public Optional<Interval> bounds(Window window, Values values, TargetBounds bounds) {
        requireHorizon(values, "a forecast");
        HourlyErrors known = errors.or(window);
        if (!known.isKnown()) {
            return Optional.empty();
        }
        double[] errorsAhead = known.ahead(window, values.length());
        double[] from = new double[values.length()];
        double[] to = new double[values.length()];
        double factor = factor(unrest);
        for (int lead = 0; lead < from.length; lead++) {
            double unit = errorsAhead[lead] * factor;
            double one = values.at(lead) + lower[lead] * unit;
            double other = values.at(lead) + upper[lead] * unit;
            from[lead] = bounds.clip(finite(Math.min(one, other)));
            to[lead] = bounds.clip(finite(Math.max(one, other)));
        }
        return Optional.of(new Interval(LEVEL, Values.owning(from), Values.owning(to)));
    }

    /**
     * Returns this tracker after the value of one more step has become known.
     *
     * @param window window whose origin is the end of that step
     * @param residuals at lead h the actual value less the forecast that was made h + 1 steps before this origin; NaN
     *     where there was no forecast
     * @param unrests at lead h the {@link #unrest} when that forecast was made; NaN where there was no forecast
     * @param misses at lead h the {@link #miss} of that forecast's bounds; NaN where it had none
     * @throws IllegalArgumentException if one of them has not one number for each step of the horizon
     */
    public IntervalTracker observe(Window window, Values residuals, Values unrests, Values misses) {
        requireHorizon(residuals, "errors");
        requireHorizon(unrests, "their unrests");
        requireHorizon(misses, "their misses");
        double error = meanMagnitude(residuals);
        if (Double.isNaN(error)) {
            return this;
        }
        HourlyErrors known = errors.or(window);
        double unit = known.isKnown() ? known.before(window) : 0;
        if (!(unit > 0)) {
            return new IntervalTracker(known.with(window, error), residual, unrest, lower, upper);
        }
        float[] newLower = lower.clone();
        float[] newUpper = upper.clone();
        double mean = 0;
        int leads = 0;
        for (int lead = 0; lead < lower.length; lead++) {
            if (!residuals.isMissing(lead)) {
                double number = residuals.at(lead) / (unit * factor(unrests.at(lead)));
                double miss = misses.isMissing(lead) ? miss(lower[lead], upper[lead], number) : misses.at(lead);
                newUpper[lead] = (float) (upper[lead] + STEP * residual * ((miss > 0 ? 1 : 0) - TAIL));
                newLower[lead] = (float) (lower[lead] - STEP * residual * ((miss < 0 ? 1 : 0) - TAIL));
                mean += Math.min(OUTLIER, Math.abs(number));
                leads++;
            }
        }
        double span = Math.max(1, window.shape().step().perDay() / DAY_PART);
        return new IntervalTracker(
                known.with(window, error),
                (float) (residual + (mean / leads - residual) / RESIDUAL_STEPS),
                (float) (unrest + (Math.min(OUTLIER, error / unit) - unrest) / span),
                newLower,
                newUpper);
    }

    /**
     * Returns the place of a value relative to the bounds of its forecast: 1 above, −1 below, 0 inside; NaN where there
     * are no bounds.
     */
    public static double miss(double lower, double upper, double actual) {
        if (Double.isNaN(lower) || Double.isNaN(upper)) {
            return Double.NaN;
        }
        return actual > upper ? 1 : actual < lower ? -1 : 0;
    }

    private static double factor(double unrest) {
        return Double.isNaN(unrest) ? 1 : Math.sqrt(Math.max(LEAST_UNREST, Math.min(GREATEST_UNREST, unrest)));
    }

    /**
     * Returns the mean magnitude of the residuals that are known; NaN if none is. The sum is compensated (Kahan,
     * "Further remarks on reducing truncation errors", Communications of the ACM 8, 1965), as that of
     * {@link java.util.stream.DoubleStream#average} is.
     */
    static double meanMagnitude(Values residuals) {
        double sum = 0;
        double compensation = 0;
        int count = 0;
        for (int lead = 0; lead < residuals.length(); lead++) {
            if (!residuals.isMissing(lead)) {
                double number = Math.min(HourlyErrors.LARGEST, Math.abs(residuals.at(lead))) - compensation;
                double next = sum + number;
                compensation = (next - sum) - number;
                sum = next;
                count++;
            }
        }
        return count == 0 ? Double.NaN : (sum - compensation) / count;
    }

    private static double finite(double number) {
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, number));
    }

    private void requireHorizon(Values values, String what) {
        if (values.length() != lower.length) {
            throw new IllegalArgumentException(
                    what + " of " + values.length() + " steps where " + lower.length + " are tracked");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntervalTracker that && Arrays.equals(numbers(), that.numbers());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers());
    }
}
