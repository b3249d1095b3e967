package io.foreflow.models.forecast;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;

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
        double[] guarded = null;
        for (int lead = 0; lead < values.length(); lead++) {
            double value = bounds.clip(reach.clip(values.at(lead)));
            if (value != values.at(lead)) {
                guarded = guarded == null ? values.toArray() : guarded;
                guarded[lead] = value;
                clipped++;
            }
        }
        return guarded == null ? new Guarded(values, 0) : new Guarded(Values.owning(guarded), clipped);
    }

    /** Returns the limits of a forecast for this window. */
    private static TargetBounds reach(Window window) {
        KnownRange known = new KnownRange();
        known.add(window.history());
        known.add(window.usualPast());
        known.add(window.yesterday());
        known.add(window.lastWeek());
        known.add(window.usual());
        known.add(window.alike());
        known.add(window.alikePast());
        known.add(window.level());
        double least = known.least;
        double greatest = known.greatest;
        if (!(least <= greatest)) {
            return TargetBounds.NONE;
        }
        double scale = Double.isNaN(window.scale()) ? 0 : window.scale();
        double magnitude = Math.max(Math.abs(least), Math.abs(greatest));
        double beyond = Math.max(ROUNDING * magnitude, Math.max(RANGES * (greatest - least), SCALES * scale));
        return new TargetBounds(least - beyond, greatest + beyond);
    }

    /** The range of the values that are known; least is greater than greatest while none is. */
    private static final class KnownRange {
        private double least = Double.POSITIVE_INFINITY;
        private double greatest = Double.NEGATIVE_INFINITY;

        void add(Values values) {
            for (int i = 0; i < values.length(); i++) {
                add(values.at(i));
            }
        }

        /** Adds a value; NaN changes nothing. */
        void add(double value) {
            if (value <= least) {
                least = Math.min(least, value);
            }
            if (value >= greatest) {
                greatest = Math.max(greatest, value);
            }
        }
    }
}
