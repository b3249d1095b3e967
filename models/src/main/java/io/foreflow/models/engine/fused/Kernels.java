package io.foreflow.models.engine.fused;

/**
 * The arithmetic of the engine, on flat arrays. Two implementations: {@link PlainKernels} in loops, {@link
 * VectorKernels} with the Vector API. Nothing here allocates. Matrices that are read row by row are given as {@code
 * (array, at, row)}: where they start and how far apart their rows are; rows hold whole {@link #lanes()}, filled up with
 * zeros, except where it says that they need not. Every sum has a fixed order, whatever the number of rows, so that a
 * run can be repeated bit for bit on one machine.
 */
abstract class Kernels {
    /**
     * Below this Adam's numbers count as 0. Weights that a penalty draws to nothing, and the means of gradients that have ended, would
     * else come to rest among the subnormal numbers, with which processors reckon a hundred times more slowly.
     */
    static final float TINY = 1e-30f;

    /** Number of pairs in {@link #rowTimesFourPairs}. */
    private static final int FOUR = 4;

    /** The start value of a product's sums. */
    enum Start {
        ZERO,
        /** One row of biases, for each row of the result. */
        BIAS,
        /** The present content of the result. */
        RESULT
    }

    private final int lanes;
    private final float[] zeros;

    Kernels(int lanes) {
        this.lanes = lanes;
        this.zeros = new float[2 * lanes];
    }

    /** Numbers in a vector: what rows are filled up to. */
    final int lanes() {
        return lanes;
    }

    /** {@code count} filled up to whole lanes. */
    final int padded(int count) {
        return (count + lanes - 1) / lanes * lanes;
    }

    /** A matrix of {@code columns}, to be filled up, from {@code at} on. */
    final Panels panels(int at, int rows, int columns) {
        return new Panels(at, rows, padded(columns), lanes);
    }

    /**
     * c[m, n] = start + a[m, k] · w[k, n].
     *
     * @param a its rows need not be filled up
     * @param bias where in {@code weights} the n biases start, if they are the start
     */
    final void multiply(
            int m,
            float[] a,
            int aAt,
            int aRow,
            float[] weights,
            Panels w,
            Start start,
            int bias,
            float[] c,
            int cAt,
            int cRow) {
        multiply(m, 0, w.rows(), a, aAt, aRow, weights, w, start, bias, c, cAt, cRow);
    }

    /** {@link #multiply} of the columns [from, to) of a, and of these rows of w. */
    final void multiply(
            int m,
            int from,
            int to,
            float[] a,
            int aAt,
            int aRow,
            float[] weights,
            Panels w,
            Start start,
            int bias,
            float[] c,
            int cAt,
            int cRow) {
        float[] s = start == Start.BIAS ? weights : start == Start.RESULT ? c : zeros;
        int sAt = start == Start.BIAS ? bias : start == Start.RESULT ? cAt : 0;
        int sRow = start == Start.RESULT ? cRow : 0;
        int sStep = start == Start.ZERO ? 0 : 1;
        int k = to - from;
        int x = aAt + from;
        int wide = 2 * lanes;
        int pair = 0;
        if (m == 1 && sStep == 1) {
            for (; pair + FOUR <= w.pairs(); pair += FOUR) {
                int column = pair * wide;
                rowTimesFourPairs(
                        k, a, x, weights, w.pairAt(pair) + from * wide, w.pairSize(), s, sAt + column, c, cAt + column);
            }
        }
        for (; pair < w.pairs(); pair++) {
            int column = pair * wide;
            int at = w.pairAt(pair) + from * wide;
            if (m == 1) {
                rowTimesPair(k, a, x, weights, at, s, sAt + column * sStep, c, cAt + column);
            } else {
                pair(m, k, a, x, aRow, 1, weights, at, wide, s, sAt + column * sStep, sRow, c, cAt + column, cRow);
            }
        }
        if (w.hasSingle()) {
            int column = pair * wide;
            int at = w.singleAt() + from * lanes;
            if (m == 1) {
                rowTimesSingle(k, a, x, weights, at, s, sAt + column * sStep, c, cAt + column);
            } else {
                single(m, k, a, x, aRow, 1, weights, at, lanes, s, sAt + column * sStep, sRow, c, cAt + column, cRow);
            }
        }
    }

    /** {@link #multiply} of one row, from biases. */
    final void multiplyRow(float[] a, int aAt, float[] weights, Panels w, int bias, float[] c) {
        int wide = 2 * lanes;
        int column = 0;
        int k = w.rows();
        int at = w.at();
        for (int pair = 0; pair < w.pairs(); pair++) {
            rowTimesPair(k, a, aAt, weights, at, weights, bias + column, c, column);
            column += wide;
            at += k * wide;
        }
        if (w.hasSingle()) {
            rowTimesSingle(k, a, aAt, weights, at, weights, bias + column, c, column);
        }
    }

    /**
     * g[k, n] = x[rows, k]ᵀ · d[rows, n]: the gradients of weights.
     *
     * @param x its rows need not be filled up
     * @param add to what the gradients are already
     */
    final void outer(
            int rows,
            float[] x,
            int xAt,
            int xRow,
            float[] d,
            int dAt,
            int dRow,
            boolean add,
            float[] gradients,
            Panels g) {
        float[] s = add ? gradients : zeros;
        int wide = 2 * lanes;
        for (int pair = 0; pair < g.pairs(); pair++) {
            int at = g.pairAt(pair);
            pair(
                    g.rows(),
                    rows,
                    x,
                    xAt,
                    1,
                    xRow,
                    d,
                    dAt + pair * wide,
                    dRow,
                    s,
                    add ? at : 0,
                    add ? wide : 0,
                    gradients,
                    at,
                    wide);
        }
        if (g.hasSingle()) {
            int at = g.singleAt();
            single(
                    g.rows(),
                    rows,
                    x,
                    xAt,
                    1,
                    xRow,
                    d,
                    dAt + g.pairs() * wide,
                    dRow,
                    s,
                    add ? at : 0,
                    add ? lanes : 0,
                    gradients,
                    at,
                    lanes);
        }
    }

    /** y[n] = start[n] + Σ over the {@code count} indices of w[index, n]: one multi-hot row times a matrix. */
    final void sumRows(int[] indices, int count, float[] weights, Panels w, Start start, int bias, float[] y, int yAt) {
        boolean biased = start == Start.BIAS;
        sumRows(indices, count, weights, w, biased ? weights : zeros, biased ? bias : 0, biased ? 1 : 0, y, yAt);
    }

    /** Like {@link #pair} for one row of packed weights. */
    abstract void rowTimesPair(int k, float[] a, int aAt, float[] w, int wAt, float[] s, int sAt, float[] c, int cAt);

    /**
     * {@link #rowTimesPair} for {@value #FOUR} pairs at once, whose weights are {@code wPair} apart. A sum waits for its
     * last addition; more sums at once fill that time.
     */
    abstract void rowTimesFourPairs(
            int k, float[] a, int aAt, float[] w, int wAt, int wPair, float[] s, int sAt, float[] c, int cAt);

    /** Like {@link #single} for one row of packed weights. */
    abstract void rowTimesSingle(int k, float[] a, int aAt, float[] w, int wAt, float[] s, int sAt, float[] c, int cAt);

    /**
     * 2 · lanes columns of a product: c[i, j] = s[i, j] + Σ a[i, l] · b[l, j], where a[i, l] stands at aAt + i · aRow + l ·
     * aStep. What the sums start from is always read from an array: a vector that comes from here or there becomes an
     * object.
     */
    abstract void pair(
            int m,
            int k,
            float[] a,
            int aAt,
            int aRow,
            int aStep,
            float[] b,
            int bAt,
            int bRow,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int cRow);

    /** {@code lanes} columns of a product; else as {@link #pair}. */
    abstract void single(
            int m,
            int k,
            float[] a,
            int aAt,
            int aRow,
            int aStep,
            float[] b,
            int bAt,
            int bRow,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int cRow);

    /** sums[n] = Σ over the rows of d[rows, n]. */
    abstract void columnSums(int rows, float[] d, int dAt, int dRow, int n, float[] sums, int sumsAt);

    /** y[j] = s[j · sStep] + Σ over the indices of w[index, j]. */
    abstract void sumRows(
            int[] indices, int count, float[] weights, Panels w, float[] s, int sAt, int sStep, float[] y, int yAt);

    /** w[index, n] += d[n] for each of the {@code count} indices. */
    abstract void addToRows(int[] indices, int count, float[] d, int dAt, float[] gradients, Panels g);

    /** Both of the same number of rows and columns, to[j, i] = from[i, j]; {@code columns} without filling. */
    void transpose(float[] from, Panels f, int columns, float[] to, Panels t) {
        int wide = 2 * lanes;
        for (int row = 0; row < f.rows(); row++) {
            int toAt = t.index(0, row);
            int toRow = t.rowLength(row);
            for (int first = 0; first < columns; first += wide) {
                int fromAt = f.index(row, first);
                int count = Math.min(f.rowLength(first), columns - first);
                for (int column = 0; column < count; column++) {
                    to[toAt + (first + column) * toRow] = from[fromAt + column];
                }
            }
        }
    }

    /** x[i] = max(0, x[i]). */
    abstract void relu(float[] x, int at, int count);

    /** x[i] = tanh(x[i]). */
    abstract void tanh(float[] x, int at, int count);

    /** x[i] = 1 / (1 + e^−x[i]). */
    abstract void sigmoid(float[] x, int at, int count);

    /** d[i] = y[i] > 0 ? d[i] : 0. */
    abstract void reluBackward(float[] y, int yAt, float[] d, int dAt, int count);

    /** d[i] · (1 − y[i]²). */
    final void tanhBackward(float[] y, int yAt, float[] d, int dAt, int count) {
        for (int i = 0; i < count; i++) {
            float value = y[yAt + i];
            d[dAt + i] *= 1 - value * value;
        }
    }

    /** d[i] · y[i] · (1 − y[i]). */
    final void sigmoidBackward(float[] y, int yAt, float[] d, int dAt, int count) {
        for (int i = 0; i < count; i++) {
            float value = y[yAt + i];
            d[dAt + i] *= value - value * value;
        }
    }

    /** to[i] += from[i]. */
    final void add(float[] from, int fromAt, float[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] += from[fromAt + i];
        }
    }

    /** y[i] = max(y[i], x[i]). */
    abstract void maximum(float[] x, int xAt, float[] y, int yAt, int count);

    /** Moves gradients to maxima: where x[i] is the maximum y[i], all that is left of the gradient goes there: d[i] += left[i], left[i] = 0. */
    abstract void toMaximum(float[] x, int xAt, float[] y, int yAt, float[] left, float[] d, int dAt, int count);

    /**
     * One step of LSTM cells, with tanh and the sigmoid. Each row of z holds the sums of the gates i, f, c, o, each n wide,
     * and holds their values afterwards.
     *
     * @param previous the cells' last state [rows, n]
     * @param state the new state
     * @param squashed tanh of the new state
     * @param h what the cells yield
     * @param hRow how far apart the rows of h are
     * @param halves 4 · n numbers, ½ for the gates i, f and o, and 1 for c
     */
    abstract void lstmForward(
            int rows,
            int n,
            float[] z,
            int zAt,
            float[] previous,
            int previousAt,
            float[] state,
            int stateAt,
            float[] squashed,
            int squashedAt,
            float[] h,
            int hAt,
            int hRow,
            float[] halves);

    /**
     * Back through {@link #lstmForward}: z holds the gates' values and afterwards the gradients of their sums.
     *
     * @param dh gradients of what the cells yield [rows, n]
     * @param dState gradients of the new state by later steps; afterwards those of the previous state
     */
    abstract void lstmBackward(
            int rows,
            int n,
            float[] z,
            int zAt,
            float[] previous,
            int previousAt,
            float[] squashed,
            int squashedAt,
            float[] dh,
            int dhAt,
            float[] dState,
            int dStateAt);

    /** d = scale · (y − t); {@code sums}, of {@link #lanes()} numbers, then add up to the sum of (y − t)². */
    abstract void squaredErrors(float[] y, float[] t, float[] d, int count, float scale, float[] sums);

    /** w −= rate · g. */
    abstract void sgd(float[] w, float[] g, int count, float rate);

    /** v ← ρ·v + (1 − ρ)·g², w ← w − rate · g / √(v + ε). */
    abstract void rmsProp(float[] w, float[] g, float[] v, int count, float rate, float rho, float epsilon);

    /** m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), w ← w − rate · m / (√v + ε). */
    abstract void adam(
            float[] w,
            float[] g,
            float[] m,
            float[] v,
            int count,
            float rate,
            float oneMinusBeta1,
            float oneMinusBeta2,
            float epsilon);
}
