package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import java.util.Arrays;

/**
 * Rows of {@link FeatureSet#BLEND_HOURS}, composed from those of {@link FeatureSet#BLEND_ROW} when they are read: nearly
 * all of their numbers are 0.
 */
final class HourlyRows implements InputRows {
    private static final int NONE = -1;

    private final HourlyLayout layout;
    private final int size;
    private final int rowSize;
    private final int blockSize;
    private final EncoderRows rows;
    private final float[][] composed = {{}};

    /** The hour whose block is filled in each composed row. */
    private int[] filled = {};

    private int[] hours = {};

    /** @param rows rows of the same covariates; others may read them, too */
    HourlyRows(HourlyLayout layout, EncoderRows rows) {
        this.layout = layout;
        this.size = layout.size();
        this.rowSize = layout.rowSize();
        this.blockSize = layout.blockSize();
        this.rows = rows;
    }

    @Override
    public void encode(Window window, int row) {
        rows.encode(window, row);
        if (row >= hours.length) {
            hours = Arrays.copyOf(hours, Math.max(row + 1, 2 * hours.length));
        }
        hours[row] = HourlyEncoder.hour(window);
    }

    @Override
    public boolean isKnown(int row) {
        return rows.isKnown(row);
    }

    @Override
    public float[][] numbers(int[] wanted, int count) {
        if (filled.length < count) {
            composed[0] = new float[hours.length * size];
            filled = new int[hours.length];
            Arrays.fill(filled, NONE);
        }
        for (int i = 0; i < count; i++) {
            compose(wanted[i], i);
        }
        return composed;
    }

    private void compose(int row, int to) {
        float[] numbers = composed[0];
        int start = to * size;
        int blocks = start + rowSize;
        rows.copy(0, row, numbers, start);
        if (filled[to] != NONE && filled[to] != hours[row]) {
            int block = blocks + filled[to] * blockSize;
            Arrays.fill(numbers, block, block + blockSize, 0f);
        }
        filled[to] = hours[row];
        layout.copyBlock(numbers, start, blocks + hours[row] * blockSize);
    }

    @Override
    public double decode(int row, int lead, float number) {
        return rows.decode(row, lead, number);
    }
}
