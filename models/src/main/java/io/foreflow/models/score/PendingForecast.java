package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A forecast that waits for the actual values. Its numbers are floats, less a reference of its own size, so that they
 * keep seven digits of what changes: a meter that stands at a billion may count single units.
 */
public final class PendingForecast {
    /** Size in bytes of the object and its array, without numbers. */
    private static final int OBJECT_BYTES = 88;

    /** In seconds since the epoch, as buckets begin. */
    private final long originSecond;

    private final Optional<ModelRef> model;
    private final double reference;
    private final float unrest;
    private final float yardstick;
    private final int horizon;

    /** The forecast, then, if it has bounds, the lower and the upper ones. */
    private final float[] numbers;

    private PendingForecast(
            Instant origin,
            Optional<ModelRef> model,
            double reference,
            float unrest,
            float yardstick,
            int horizon,
            float[] numbers) {
        this.originSecond = origin.getEpochSecond();
        this.model = requireNonNull(model, "model");
        this.reference = reference;
        this.unrest = unrest;
        this.yardstick = yardstick;
        this.horizon = horizon;
        this.numbers = numbers;
    }

    /**
     * @param window window of the forecast
     * @param unrest unrest of the sensor when the forecast was made, see {@link IntervalTracker#unrest}
     */
    public static PendingForecast of(Forecast forecast, Window window, double unrest) {
        return of(
                forecast.origin(),
                forecast.model(),
                forecast.values(),
                forecast.interval(),
                unrest,
                window.baselines().yesterday());
    }

    /**
     * @param origin start of the first target step
     * @param model the model that made it; empty for a fallback
     * @param values the forecast, in the sensor's unit
     * @param bounds its bounds, if any
     * @param unrest as {@link #unrest()}
     * @param yardstick as {@link #yardstick()}
     */
    public static PendingForecast of(
            Instant origin,
            Optional<ModelRef> model,
            Values values,
            Optional<Interval> bounds,
            double unrest,
            double yardstick) {
        Interval interval = bounds.orElse(null);
        int horizon = values.length();
        float[] numbers = new float[interval == null ? horizon : 3 * horizon];
        double reference = values.at(0);
        for (int lead = 0; lead < horizon; lead++) {
            numbers[lead] = number(values.at(lead) - reference);
            if (interval != null) {
                numbers[horizon + lead] = number(interval.lower().at(lead) - reference);
                numbers[2 * horizon + lead] = number(interval.upper().at(lead) - reference);
            }
        }
        return new PendingForecast(origin, model, reference, number(unrest), number(yardstick), horizon, numbers);
    }

    /**
     * Restores a forecast from what it was stored as.
     *
     * @param numbers as {@link #numbers}
     * @throws IllegalArgumentException if there are not one or three numbers for each step
     */
    public static PendingForecast restored(
            Instant origin,
            Optional<ModelRef> model,
            double reference,
            float unrest,
            float yardstick,
            int horizon,
            float[] numbers) {
        if (horizon < 1 || (numbers.length != horizon && numbers.length != 3 * horizon)) {
            throw new IllegalArgumentException(
                    numbers.length + " numbers are neither a forecast of " + horizon + " steps nor one with bounds");
        }
        return new PendingForecast(origin, model, reference, unrest, yardstick, horizon, numbers.clone());
    }

    /** Returns the nearest float; a number that no float is large enough for becomes the largest. */
    private static float number(double number) {
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, number));
    }

    /** Start of the first target step. */
    public Instant origin() {
        return Instant.ofEpochSecond(originSecond);
    }

    /** {@link #origin()} in seconds since the epoch. */
    public long originSecond() {
        return originSecond;
    }

    /** The model that made it; empty for a fallback. */
    public Optional<ModelRef> model() {
        return model;
    }

    /** Unrest of the sensor when it was made. */
    public float unrest() {
        return unrest;
    }

    /**
     * Mean absolute error of yesterday's value over the week before its origin, in the sensor's unit; NaN where it was
     * unknown.
     */
    public float yardstick() {
        return yardstick;
    }

    /** Number of steps of the forecast. */
    public int horizon() {
        return horizon;
    }

    public boolean hasBounds() {
        return numbers.length > horizon;
    }

    /** The number that is taken off all {@link #numbers}, in the sensor's unit. */
    public double reference() {
        return reference;
    }

    /** The forecast, one number for each target step, then, if it has bounds, the lower and the upper ones. */
    public float[] numbers() {
        return numbers.clone();
    }

    /** Returns the forecast of target step {@code lead}, in the sensor's unit. */
    public double value(int lead) {
        return reference + numbers[lead];
    }

    /**
     * Returns the place of a value relative to the bounds of target step {@code lead}: 1 above, −1 below, 0 inside; NaN
     * where there are no bounds.
     */
    public double miss(int lead, double actual) {
        if (!hasBounds()) {
            return Double.NaN;
        }
        return IntervalTracker.miss(
                reference + numbers[horizon + lead], reference + numbers[2 * horizon + lead], actual);
    }

    /** Returns the size of the object in bytes. */
    public int bytes() {
        return OBJECT_BYTES + numbers.length * Float.BYTES;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PendingForecast that
                && originSecond == that.originSecond
                && model.equals(that.model)
                && Double.compare(reference, that.reference) == 0
                && Float.compare(unrest, that.unrest) == 0
                && Float.compare(yardstick, that.yardstick) == 0
                && horizon == that.horizon
                && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(originSecond) + Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return "PendingForecast[" + origin() + ", " + model + ", " + reference + " + " + Arrays.toString(numbers) + "]";
    }
}
