package io.foreflow.models.engine.fused;

/**
 * The place of a matrix [rows, columns] of weights in a flat array. It is cut into panels of 2 · lanes columns (and one of
 * {@code lanes} at the end where the number of columns asks for it), each panel row by row, so that a product walks
 * through memory with a constant stride. Columns are filled up with zeros to whole lanes.
 */
final class Panels {
    private final int at;
    private final int rows;
    private final int columns;
    private final int lanes;
    // Worked out beforehand: a division takes as long as a small product.
    private final int pairs;
    private final int pairSize;

    /**
     * @param at where it starts
     * @param rows how many
     * @param columns how many, a multiple of {@code lanes}
     * @param lanes numbers in a vector, of {@link Kernels#lanes()}
     */
    Panels(int at, int rows, int columns, int lanes) {
        this.at = at;
        this.rows = rows;
        this.columns = columns;
        this.lanes = lanes;
        this.pairs = columns / (2 * lanes);
        this.pairSize = rows * 2 * lanes;
    }

    int at() {
        return at;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int size() {
        return rows * columns;
    }

    /** Returns the number of panels with twice as many columns as there are lanes. */
    int pairs() {
        return pairs;
    }

    /** Returns true if there is a last panel of half as many columns. */
    boolean hasSingle() {
        return columns > pairs * 2 * lanes;
    }

    /** Returns the number of weights of such a panel. */
    int pairSize() {
        return pairSize;
    }

    int pairAt(int pair) {
        return at + pair * pairSize;
    }

    int singleAt() {
        return pairAt(pairs);
    }

    /** Returns the distance between rows of the panel in which {@code column} lies. */
    int rowLength(int column) {
        return column < pairs * 2 * lanes ? 2 * lanes : lanes;
    }

    int index(int row, int column) {
        int pair = column / (2 * lanes);
        int within = column % (2 * lanes);
        return pair < pairs ? pairAt(pair) + row * 2 * lanes + within : singleAt() + row * lanes + within;
    }
}
