package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;

/**
 * Turns one window after another into rows of a network's inputs, and the network's numbers back into values. Reuses
 * its buffers: load a window, then write, encode and decode for that window. Confined to one thread.
 *
 * <p>All numbers are (value − reference) / scale, clipped to ±{@value #LIMIT}, so that a series that was flat for weeks
 * cannot dominate the others.
 */
public abstract class WindowEncoder {
    /** Maximum magnitude of a network's inputs and targets. */
    static final double LIMIT = 20;
    /** Minimum scale as a share of the level: less is rounding, not movement. */
    private static final double LEAST_SCALE = 1e-3;

    private final WindowShape shape;
    private final double[] base;
    private double level;
    private double scale = 1;

    WindowEncoder(WindowShape shape) {
        this.shape = shape;
        this.base = new double[shape.horizon()];
    }

    /**
     * Loads a window with a complete history and of the encoder's shape.
     *
     * @return false if too little is known for a forecast; then no other method may be called
     */
    public final boolean load(Window window) {
        if (!window.shape().equals(shape)) {
            throw new IllegalArgumentException("a window of " + window.shape() + " where " + shape + " was expected");
        }
        if (!window.isComplete()) {
            throw new IllegalArgumentException("a window with gaps in its history cannot be encoded");
        }
        if (!Double.isFinite(window.level()) || !Double.isFinite(window.scale())) {
            return false;
        }
        level = window.level();
        double least = LEAST_SCALE * Math.abs(level);
        scale = Math.max(window.scale(), least);
        if (!(scale > 0)) {
            scale = 1;
        }
        return prepare(window, base);
    }

    /**
     * Sets the base, relative to which the network's result is, in the sensor's unit. Returns false if it is unknown.
     */
    abstract boolean prepare(Window window, double[] base);

    /**
     * Writes the loaded window as row {@code row}.
     *
     * @param inputs one array for each of {@link FeatureSet#inputs}, in that order, rows one after another
     */
    public abstract void write(float[][] inputs, int row);

    /** Returns the network's target for {@code value} at target step {@code lead}. */
    public final float encode(int lead, double value) {
        return limited((value - base[lead]) / scale);
    }

    /** Returns the value, in the sensor's unit, of the network's result {@code number} at target step {@code lead}. */
    public final double decode(int lead, float number) {
        return base[lead] + number * scale;
    }

    final WindowShape shape() {
        return shape;
    }

    final void copyBase(double[] target, int from) {
        System.arraycopy(base, 0, target, from, base.length);
    }

    final double base(int lead) {
        return base[lead];
    }

    final double scale() {
        return scale;
    }

    /** Returns (value − level) / scale; 0 if the value is unknown. */
    final float relative(double value) {
        return difference(value, level);
    }

    /** Returns (value − reference) / scale; 0 if either is unknown. */
    final float difference(double value, double reference) {
        double number = (value - reference) / scale;
        return Double.isNaN(number) ? 0f : limited(number);
    }

    static float limited(double number) {
        return (float) (number > LIMIT ? LIMIT : number < -LIMIT ? -LIMIT : number);
    }
}
