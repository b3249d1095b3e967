package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import java.util.Arrays;

/**
 * Encodes the row of a blended {@link ContextEncoder}, followed by {@value HourlyLayout#HOURS} blocks for a part of it,
 * see {@link HourlyLayout#placeInRow}. The block of the origin's local hour is filled; the others are 0.
 */
public final class HourlyEncoder extends WindowEncoder {
    private final ContextEncoder row;
    private final HourlyLayout layout;
    private final int size;
    private final int rowSize;
    private final int blockSize;
    private int hour;

    HourlyEncoder(HourlyLayout layout) {
        super(layout.shape());
        this.row = new ContextEncoder(layout.shape(), layout.covariates(), true, true);
        this.layout = layout;
        this.size = layout.size();
        this.rowSize = layout.rowSize();
        this.blockSize = layout.blockSize();
    }

    /** Returns the local hour of a window's origin, whose block is filled. */
    public static int hour(Window window) {
        return LocalSeconds.hour(window.localSecond(0));
    }

    @Override
    boolean prepare(Window window, double[] base) {
        hour = hour(window);
        if (!row.load(window)) {
            return false;
        }
        row.copyBase(base, 0);
        return true;
    }

    @Override
    public void write(float[][] inputs, int index) {
        float[] to = inputs[0];
        int start = index * size;
        int blocks = start + rowSize;
        row.writeAt(to, start);
        Arrays.fill(to, blocks, start + size, 0f);
        layout.copyBlock(to, start, blocks + hour * blockSize);
    }
}
