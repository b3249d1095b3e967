package io.foreflow.models.forecast;

import io.foreflow.models.series.Window;

/**
 * Windows as rows of the inputs of one feature set, encoded once for all networks that read them. Confined to one
 * thread.
 */
public interface InputRows {
    /** Encodes a window with a complete history and of the right shape as row {@code row}. */
    void encode(Window window, int row);

    /** Returns true if the window of this row knew enough for a forecast. */
    boolean isKnown(int row);

    /**
     * Returns the numbers of known rows.
     *
     * @param rows the rows, ascending
     * @param count number of rows, at least 1
     * @return for each input the numbers of the rows, one after another; they hold until the next call
     */
    float[][] numbers(int[] rows, int count);

    /** Returns the value of the network's result {@code number} at target step {@code lead} of a known row. */
    double decode(int row, int lead, float number);
}
