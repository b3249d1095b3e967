package io.foreflow.models.engine.fused;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The columns in which rows are not 0, as runs of blocks of {@value #BLOCK}. A product needs no others: an hour of the
 * week, for instance, is 1 at one of 168 places. Reused for one group of rows after another.
 */
final class NonZeroColumns {
    private static final int BLOCK = 8;

    private final int columns;
    private final int blocks;
    private final float[] zeros;

    /** The blocks in which a row is not 0. */
    private final BitSet found;

    NonZeroColumns(int columns) {
        this.columns = columns;
        this.blocks = (columns + BLOCK - 1) / BLOCK;
        this.zeros = new float[columns];
        this.found = new BitSet(blocks);
    }

    /** Finds the columns in which one of {@code rows} rows, {@code stride} apart, is not 0. */
    void find(float[] x, int at, int stride, int rows) {
        found.clear();
        for (int row = 0; row < rows; row++) {
            add(x, at + row * stride);
        }
    }

    /** Looks at the blocks in which no row before was anything but 0. */
    private void add(float[] x, int at) {
        int block = found.nextClearBit(0);
        while (block < blocks) {
            int from = block * BLOCK;
            if (x[at + from] == 0) {
                int next = found.nextSetBit(block);
                int to = next < 0 ? columns : next * BLOCK;
                int same = Arrays.mismatch(x, at + from, at + to, zeros, 0, to - from);
                block = same < 0 ? next : (from + same) / BLOCK;
                if (block < 0) {
                    return;
                }
            }
            found.set(block);
            block = found.nextClearBit(block);
        }
    }

    /** Returns the start of the first run at column {@code from} or behind it; the number of columns if there is none. */
    int start(int from) {
        int block = found.nextSetBit((from + BLOCK - 1) / BLOCK);
        return block < 0 ? columns : block * BLOCK;
    }

    /** Returns the column behind the run that starts at {@code start}. */
    int end(int start) {
        return Math.min(columns, found.nextClearBit(start / BLOCK) * BLOCK);
    }
}
