package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import java.util.Arrays;

/**
 * Windows as rows of the inputs of one feature set, encoded once for all networks that read them. Confined to one
 * thread.
 */
public final class InputRows {
    private final WindowEncoder encoder;
    private final int[] sizes;
    private final int horizon;
    private final float[][] numbers;

    /** Base of each row and target step, and scale of each row, see {@link WindowEncoder#decode}. */
    private double[] bases = {};

    private double[] scales = {};
    private boolean[] known = {};

    /** @param sizes numbers of a row in each input */
    InputRows(WindowEncoder encoder, int... sizes) {
        this.encoder = encoder;
        this.sizes = sizes.clone();
        this.horizon = encoder.shape().horizon();
        this.numbers = new float[sizes.length][0];
    }

    /** Encodes a window with a complete history and of the encoder's shape as row {@code row}. */
    public void encode(Window window, int row) {
        makeRoom(row + 1);
        known[row] = encoder.load(window);
        if (known[row]) {
            encoder.write(numbers, row);
            encoder.copyBase(bases, row * horizon);
            scales[row] = encoder.scale();
        }
    }

    private void makeRoom(int rows) {
        if (rows <= known.length) {
            return;
        }
        int more = Math.max(rows, 2 * known.length);
        for (int i = 0; i < sizes.length; i++) {
            numbers[i] = Arrays.copyOf(numbers[i], more * sizes[i]);
        }
        bases = Arrays.copyOf(bases, more * horizon);
        scales = Arrays.copyOf(scales, more);
        known = Arrays.copyOf(known, more);
    }

    /** Returns true if the window of this row knew enough for a forecast. */
    boolean isKnown(int row) {
        return known[row];
    }

    WindowEncoder encoder() {
        return encoder;
    }

    /** Returns the numbers of each input, row after row. */
    float[][] numbers() {
        return numbers;
    }

    /** Returns arrays for {@code rows} rows. */
    float[][] buffers(int rows) {
        float[][] buffers = new float[sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            buffers[i] = new float[rows * sizes[i]];
        }
        return buffers;
    }

    /** Copies row {@code row} into {@code target}, as its row {@code to}. */
    void copy(int row, float[][] target, int to) {
        for (int i = 0; i < sizes.length; i++) {
            System.arraycopy(numbers[i], row * sizes[i], target[i], to * sizes[i], sizes[i]);
        }
    }

    /** Returns the value of the network's result {@code number} at target step {@code lead} of a row. */
    double decode(int row, int lead, float number) {
        return bases[row * horizon + lead] + number * scales[row];
    }
}
