package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows that an encoder writes. */
final class EncoderRows implements InputRows {
    private final WindowEncoder encoder;
    private final int[] sizes;
    private final int horizon;
    private final float[][] numbers;

    /** The window of each row. */
    private @Nullable Window[] windows = {};

    private boolean[] known = {};

    /** Base of each row and target step, and scale of each row, see {@link WindowEncoder#decode}. */
    private double[] bases = {};

    private double[] scales = {};

    /** Copies of the rows to read, where these are not the first ones. */
    private final float[][] gathered;

    /** @param sizes numbers of a row in each input */
    EncoderRows(WindowEncoder encoder, int... sizes) {
        this.encoder = encoder;
        this.sizes = sizes.clone();
        this.horizon = encoder.shape().horizon();
        this.numbers = new float[sizes.length][0];
        this.gathered = new float[sizes.length][0];
    }

    /** {@inheritDoc} Does nothing if the row is this window already: windows do not change. */
    @Override
    @SuppressWarnings("ReferenceEquality") // an equal window would be encoded again, to the same numbers
    public void encode(Window window, int row) {
        makeRoom(row + 1);
        if (windows[row] == window) {
            return;
        }
        windows[row] = window;
        known[row] = encoder.load(window);
        if (known[row]) {
            encoder.write(numbers, row);
            encoder.copyBase(bases, row * horizon);
            scales[row] = encoder.scale();
        }
    }

    private void makeRoom(int rows) {
        if (rows <= windows.length) {
            return;
        }
        int room = Math.max(rows, 2 * windows.length);
        for (int i = 0; i < sizes.length; i++) {
            numbers[i] = Arrays.copyOf(numbers[i], room * sizes[i]);
        }
        windows = Arrays.copyOf(windows, room);
        known = Arrays.copyOf(known, room);
        bases = Arrays.copyOf(bases, room * horizon);
        scales = Arrays.copyOf(scales, room);
    }

    @Override
    public boolean isKnown(int row) {
        return known[row];
    }

    @Override
    public float[][] numbers(int[] rows, int count) {
        if (rows[count - 1] == count - 1) {
            return numbers;
        }
        for (int i = 0; i < sizes.length; i++) {
            if (gathered[i].length < count * sizes[i]) {
                gathered[i] = new float[windows.length * sizes[i]];
            }
            for (int k = 0; k < count; k++) {
                copy(i, rows[k], gathered[i], k * sizes[i]);
            }
        }
        return gathered;
    }

    /** Copies row {@code row} of input {@code input} into {@code target}, from {@code to} on. */
    void copy(int input, int row, float[] target, int to) {
        System.arraycopy(numbers[input], row * sizes[input], target, to, sizes[input]);
    }

    @Override
    public double decode(int row, int lead, float number) {
        return bases[row * horizon + lead] + number * scales[row];
    }
}
