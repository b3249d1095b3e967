package io.foreflow.models.engine.fused;

/**
 * Where a matrix [rows, columns] of weights lies in a flat array. It is cut into panels of 2 · lanes columns (and one of
 * {@code lanes} at the end where the number of columns asks for it), each panel row by row, so that a product walks
 * through memory with a constant stride. Columns are filled up with zeros to whole lanes.
 *
 * @param at where it starts
 * @param rows how many
 * @param columns how many, a multiple of {@code lanes}
 * @param lanes numbers in a vector, of {@link Kernels#lanes()}
 */
record Panels(int at, int rows, int columns, int lanes) {
    int size() {
        return rows * columns;
    }

    /** How many panels have twice {@code lanes} columns. */
    int pairs() {
        return columns / (2 * lanes);
    }

    /** Whether there is a last panel of {@code lanes} columns. */
    boolean hasSingle() {
        return columns % (2 * lanes) != 0;
    }

    int pairAt(int pair) {
        return at + pair * rows * 2 * lanes;
    }

    int singleAt() {
        return pairAt(pairs());
    }

    int index(int row, int column) {
        int pair = column / (2 * lanes);
        int within = column % (2 * lanes);
        return pair < pairs() ? pairAt(pair) + row * 2 * lanes + within : singleAt() + row * lanes + within;
    }

    /** How far apart the rows are of the panel in which {@code column} lies. */
    int rowLength(int column) {
        return column / (2 * lanes) < pairs() ? 2 * lanes : lanes;
    }
}
