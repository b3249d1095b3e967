package io.foreflow.models.forecast;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Keeps a model's forecast within what can be, and within sight of what the window knows. A network may extrapolate far outside of
 * everything that it was trained on; such a number would be wrong by orders of magnitude, and helps nobody.
 *
 * <p>A forecast may leave the range of all values that the window knows (history, yesterday, last week, usual and alike values and the level)
 * by at most the greater of {@value #RANGES} times the width of that range and {@value #SCALES} times the scale, the mean absolute
 * deviation of four weeks; and by {@value #ROUNDING} of its greatest magnitude in any case, which is rounding and no movement. Where the
 * window knows nothing, only the target's bounds count. They always have the last word.
 */
public final class Guard {
    /** How many times its own width a forecast may leave the known range. */
    static final double RANGES = 2;

    /** How many mean absolute deviations a forecast may leave the known range. */
    static final double SCALES = 10;

    static final double ROUNDING = 1e-3;

    private Guard() {}

    /**
     * @param values one for each target step
     * @param clipped how many of them were not so before, 0 or more
     */
    public record Guarded(Values values, int clipped) {}

    /**
     * The forecast, held within the bounds of the target and within reach of what the window knows. What lies inside stays as it is, bit for bit.
     *
     * @param values a forecast, one for each target step, all finite, in the sensor's unit
     * @throws IllegalArgumentException if a value is missing
     */
    public static Guarded guard(Window window, Values values, TargetBounds bounds) {
        if (!values.isComplete()) {
            throw new IllegalArgumentException("a forecast must be finite at every step");
        }
        TargetBounds reach = reach(window);
        int clipped = 0;
        double[] guarded = values.toArray();
        for (int lead = 0; lead < guarded.length; lead++) {
            double value = bounds.clip(reach.clip(guarded[lead]));
            if (value != guarded[lead]) {
                guarded[lead] = value;
                clipped++;
            }
        }
        return clipped == 0 ? new Guarded(values, 0) : new Guarded(Values.of(guarded), clipped);
    }

    /** How far a forecast of this window may go. */
    private static TargetBounds reach(Window window) {
        double least = known(window).min().orElse(Double.NaN);
        double greatest = known(window).max().orElse(Double.NaN);
        if (Double.isNaN(least)) {
            return TargetBounds.NONE;
        }
        double scale = Double.isNaN(window.scale()) ? 0 : window.scale();
        double magnitude = Math.max(Math.abs(least), Math.abs(greatest));
        double beyond = Math.max(ROUNDING * magnitude, Math.max(RANGES * (greatest - least), SCALES * scale));
        return new TargetBounds(least - beyond, greatest + beyond);
    }

    private static DoubleStream known(Window window) {
        return Stream.of(
                        window.history().stream(),
                        window.usualPast().stream(),
                        window.yesterday().stream(),
                        window.lastWeek().stream(),
                        window.usual().stream(),
                        window.alike().stream(),
                        window.alikePast().stream(),
                        DoubleStream.of(window.level()))
                .flatMapToDouble(values -> values)
                .filter(value -> !Double.isNaN(value));
    }
}
