package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import java.util.Arrays;

/**
 * Encodes the row of a blended {@link ContextEncoder}, followed by {@value HourlyLayout#HOURS} blocks for a part of it,
 * see {@link HourlyLayout#placeInRow}. The block of the origin's local hour is filled; the others are 0.
 */
public final class HourlyEncoder extends WindowEncoder {
    private final ContextEncoder row;
    private final int size;
    private final int rowSize;

    /** The place in the row of each number of a block. */
    private final int[] places;

    private int hour;

    /** @param row encoder of the row, in one input and blended; others may read it, too */
    HourlyEncoder(HourlyLayout layout, ContextEncoder row) {
        super(layout.shape());
        this.row = row;
        this.size = layout.size();
        this.rowSize = layout.rowSize();
        this.places = new int[layout.blockSize()];
        Arrays.setAll(places, layout::placeInRow);
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
        for (int lead = 0; lead < base.length; lead++) {
            base[lead] = row.base(lead);
        }
        return true;
    }

    @Override
    public void write(float[][] inputs, int index) {
        float[] to = inputs[0];
        int start = index * size;
        row.writeAt(to, start);
        Arrays.fill(to, start + rowSize, start + size, 0f);
        int block = start + rowSize + hour * places.length;
        for (int i = 0; i < places.length; i++) {
            to[block + i] = to[start + places[i]];
        }
    }
}
