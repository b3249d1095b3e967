package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.LocalDateTime;
import java.util.Arrays;

/**
 * The row of a blended {@link ContextEncoder}, and behind it {@value #HOURS} places for the {@link #block} of it, of which the one of the
 * origin's local hour is filled and the others are 0.
 */
public final class HourlyEncoder extends WindowEncoder {
    /** Hours of a day. */
    public static final int HOURS = 24;

    private final ContextEncoder row;
    private int hour;

    HourlyEncoder(WindowShape shape) {
        super(shape);
        this.row = new ContextEncoder(shape, true, true);
    }

    /** How many numbers there are. */
    public static int size(WindowShape shape) {
        return rowSize(shape) + HOURS * blockSize(shape);
    }

    /** How many numbers the row has. */
    public static int rowSize(WindowShape shape) {
        return steps(shape) + ContextEncoder.size(shape, true);
    }

    /** How many numbers of the row stand once for each hour. */
    public static int blockSize(WindowShape shape) {
        return steps(shape) + 4 * shape.horizon();
    }

    /** The place in the row of number {@code i} of a block: the steps, and how the baselines differ from their blend. */
    public static int placeInRow(WindowShape shape, int i) {
        return i < steps(shape) ? i : i + shape.horizon();
    }

    /** The place in the row that is 1 for origins at this local hour, and 0 for others. */
    public static int placeOfHour(WindowShape shape, int hour) {
        return steps(shape) + ContextEncoder.placeOfHour(shape, true, hour);
    }

    private static int steps(WindowShape shape) {
        return shape.history() * ContextEncoder.STEP_FEATURES;
    }

    /** The local hour of a window's origin: which block is filled. */
    public static int hour(Window window) {
        return LocalDateTime.ofInstant(window.origin(), window.zone()).getHour();
    }

    @Override
    boolean prepare(Window window, double[] base) {
        hour = hour(window);
        if (!row.load(window)) {
            return false;
        }
        for (int lead = 0; lead < base.length; lead++) {
            base[lead] = row.base(lead);
        }
        return true;
    }

    @Override
    public void write(float[][] inputs, int index) {
        float[] to = inputs[0];
        int size = size(shape());
        int start = index * size;
        row.writeAt(to, start);
        int blocks = start + rowSize(shape());
        Arrays.fill(to, blocks, start + size, 0f);
        int block = blocks + hour * blockSize(shape());
        for (int i = 0; i < blockSize(shape()); i++) {
            to[block + i] = to[start + placeInRow(shape(), i)];
        }
    }
}
