package io.foreflow.models.forecast;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Keeps a model's forecast within the possible values, and near the values that the window knows. A network may
 * extrapolate far beyond its training data; such a number would be wrong by orders of magnitude.
 *
 * <p>A forecast may leave the range of all values that the window knows (history, yesterday, last week, usual and alike
 * values and the level) by at most the greater of {@value #RANGES} times the width of that range and {@value #SCALES}
 * times the scale, the mean absolute deviation of four weeks. It may always leave it by {@value #ROUNDING} of its
 * greatest magnitude, which is rounding. If the window knows nothing, only the target's bounds apply. They are applied
 * last.
 */
public final class Guard {
    /** Maximum distance of a forecast from the known range, in widths of that range. */
    static final double RANGES = 2;

    /** Maximum distance of a forecast from the known range, in mean absolute deviations. */
    static final double SCALES = 10;

    static final double ROUNDING = 1e-3;

    private Guard() {}

    /**
     * @param values one for each target step
     * @param clipped number of values that were changed, 0 or more
     */
    public record Guarded(Values values, int clipped) {}

    /**
     * Clips the forecast to the bounds of the target and to the reach of the window. Values inside stay unchanged, bit
     * for bit.
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

    /** Returns the limits of a forecast for this window. */
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
