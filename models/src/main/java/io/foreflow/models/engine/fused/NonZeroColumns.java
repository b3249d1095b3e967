package io.foreflow.models.engine.fused;

/**
 * The columns in which rows are not 0, as runs of blocks of {@value #BLOCK}. A product needs no others: an hour of the
 * week, for instance, is 1 at one of 168 places. Reused for one group of rows after another.
 */
final class NonZeroColumns {
    private static final int BLOCK = 8;

    private final int columns;

    /** Sums of magnitudes by column, filled up to whole blocks. */
    private final float[] sums;

    private final int[] starts;
    private final int[] ends;
    private int runs;

    NonZeroColumns(int columns) {
        int blocks = (columns + BLOCK - 1) / BLOCK;
        this.columns = columns;
        this.sums = new float[blocks * BLOCK];
        // Two runs have at least one block between them.
        this.starts = new int[(blocks + 1) / 2];
        this.ends = new int[(blocks + 1) / 2];
    }

    /** Finds the columns in which one of {@code rows} rows, {@code stride} apart, is not 0. */
    void find(Kernels kernels, float[] x, int at, int stride, int rows) {
        kernels.magnitudes(rows, x, at, stride, columns, sums);
        runs = 0;
        int end = -1;
        for (int from = 0; from < sums.length; from += BLOCK) {
            // A sum of magnitudes is 0 only if all of them are.
            if (sums[from] != 0 || sumOfBlock(from) != 0) {
                if (end != from) {
                    starts[runs++] = from;
                }
                end = from + BLOCK;
                ends[runs - 1] = Math.min(end, columns);
            }
        }
    }

    private float sumOfBlock(int from) {
        float left = sums[from] + sums[from + 1] + (sums[from + 2] + sums[from + 3]);
        float right = sums[from + 4] + sums[from + 5] + (sums[from + 6] + sums[from + 7]);
        return left + right;
    }

    /** Returns the number of runs. */
    int runs() {
        return runs;
    }

    /** Returns the first column of a run. */
    int start(int run) {
        return starts[run];
    }

    /** Returns the column behind a run. */
    int end(int run) {
        return ends[run];
    }
}
