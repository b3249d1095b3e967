package io.foreflow.models.engine.fused;

import static io.foreflow.models.engine.fused.Functions.multiplyAdd;

/**
 * The arithmetic in plain loops. Products keep their sums in local variables, four or eight columns at a time: the
 * compiler turns no loop over two arrays at different places into vectors, and the sums need not be loaded and stored.
 */
final class PlainKernels extends Kernels {
    private static final int L = 4;

    PlainKernels() {
        super(L);
    }

    @Override
    void rowTimesPair(int k, float[] a, int aAt, float[] w, int wAt, float[] s, int sAt, float[] c, int cAt) {
        float c0 = s[sAt];
        float c1 = s[sAt + 1];
        float c2 = s[sAt + 2];
        float c3 = s[sAt + 3];
        float c4 = s[sAt + 4];
        float c5 = s[sAt + 5];
        float c6 = s[sAt + 6];
        float c7 = s[sAt + 7];
        for (int i = 0; i < k; i++) {
            float x = a[aAt + i];
            c0 = multiplyAdd(w[wAt + 2 * L * i], x, c0);
            c1 = multiplyAdd(w[wAt + 2 * L * i + 1], x, c1);
            c2 = multiplyAdd(w[wAt + 2 * L * i + 2], x, c2);
            c3 = multiplyAdd(w[wAt + 2 * L * i + 3], x, c3);
            c4 = multiplyAdd(w[wAt + 2 * L * i + 4], x, c4);
            c5 = multiplyAdd(w[wAt + 2 * L * i + 5], x, c5);
            c6 = multiplyAdd(w[wAt + 2 * L * i + 6], x, c6);
            c7 = multiplyAdd(w[wAt + 2 * L * i + 7], x, c7);
        }
        c[cAt] = c0;
        c[cAt + 1] = c1;
        c[cAt + 2] = c2;
        c[cAt + 3] = c3;
        c[cAt + 4] = c4;
        c[cAt + 5] = c5;
        c[cAt + 6] = c6;
        c[cAt + 7] = c7;
    }

    @Override
    void rowTimesFourPairs(
            int k, float[] a, int aAt, float[] w, int wAt, int wPair, float[] s, int sAt, float[] c, int cAt) {
        for (int pair = 0; pair < 4; pair++) {
            int column = pair * 2 * L;
            rowTimesPair(k, a, aAt, w, wAt + pair * wPair, s, sAt + column, c, cAt + column);
        }
    }

    @Override
    void rowTimesSingle(int k, float[] a, int aAt, float[] w, int wAt, float[] s, int sAt, float[] c, int cAt) {
        single1(k, a, aAt, 1, w, wAt, L, s, sAt, c, cAt);
    }

    @Override
    void pair(
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
            int cRow) {
        single(m, k, a, aAt, aRow, aStep, b, bAt, bRow, s, sAt, sRow, c, cAt, cRow);
        single(m, k, a, aAt, aRow, aStep, b, bAt + L, bRow, s, sAt + L, sRow, c, cAt + L, cRow);
    }

    @Override
    void single(
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
            int cRow) {
        int row = 0;
        for (; row < m - 2; row += 3) {
            single3(
                    k,
                    a,
                    aAt + row * aRow,
                    aRow,
                    aStep,
                    b,
                    bAt,
                    bRow,
                    s,
                    sAt + row * sRow,
                    sRow,
                    c,
                    cAt + row * cRow,
                    cRow);
        }
        for (; row < m; row++) {
            single1(k, a, aAt + row * aRow, aStep, b, bAt, bRow, s, sAt + row * sRow, c, cAt + row * cRow);
        }
    }

    /** Three rows at once: twelve sums, which is what fits into the sixteen registers of most machines. */
    private static void single3(
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
            int cRow) {
        int at1 = cAt + cRow;
        int at2 = at1 + cRow;
        float c00 = s[sAt];
        float c01 = s[sAt + 1];
        float c02 = s[sAt + 2];
        float c03 = s[sAt + 3];
        float c10 = s[sAt + sRow];
        float c11 = s[sAt + sRow + 1];
        float c12 = s[sAt + sRow + 2];
        float c13 = s[sAt + sRow + 3];
        float c20 = s[sAt + 2 * sRow];
        float c21 = s[sAt + 2 * sRow + 1];
        float c22 = s[sAt + 2 * sRow + 2];
        float c23 = s[sAt + 2 * sRow + 3];
        int from = aAt;
        int at = bAt;
        for (int i = 0; i < k; i++) {
            float b0 = b[at];
            float b1 = b[at + 1];
            float b2 = b[at + 2];
            float b3 = b[at + 3];
            float x = a[from];
            c00 = multiplyAdd(b0, x, c00);
            c01 = multiplyAdd(b1, x, c01);
            c02 = multiplyAdd(b2, x, c02);
            c03 = multiplyAdd(b3, x, c03);
            x = a[from + aRow];
            c10 = multiplyAdd(b0, x, c10);
            c11 = multiplyAdd(b1, x, c11);
            c12 = multiplyAdd(b2, x, c12);
            c13 = multiplyAdd(b3, x, c13);
            x = a[from + 2 * aRow];
            c20 = multiplyAdd(b0, x, c20);
            c21 = multiplyAdd(b1, x, c21);
            c22 = multiplyAdd(b2, x, c22);
            c23 = multiplyAdd(b3, x, c23);
            from += aStep;
            at += bRow;
        }
        c[cAt] = c00;
        c[cAt + 1] = c01;
        c[cAt + 2] = c02;
        c[cAt + 3] = c03;
        c[at1] = c10;
        c[at1 + 1] = c11;
        c[at1 + 2] = c12;
        c[at1 + 3] = c13;
        c[at2] = c20;
        c[at2 + 1] = c21;
        c[at2 + 2] = c22;
        c[at2 + 3] = c23;
    }

    private static void single1(
            int k,
            float[] a,
            int aAt,
            int aStep,
            float[] b,
            int bAt,
            int bRow,
            float[] s,
            int sAt,
            float[] c,
            int cAt) {
        float c0 = s[sAt];
        float c1 = s[sAt + 1];
        float c2 = s[sAt + 2];
        float c3 = s[sAt + 3];
        int from = aAt;
        int at = bAt;
        for (int i = 0; i < k; i++) {
            float x = a[from];
            c0 = multiplyAdd(b[at], x, c0);
            c1 = multiplyAdd(b[at + 1], x, c1);
            c2 = multiplyAdd(b[at + 2], x, c2);
            c3 = multiplyAdd(b[at + 3], x, c3);
            from += aStep;
            at += bRow;
        }
        c[cAt] = c0;
        c[cAt + 1] = c1;
        c[cAt + 2] = c2;
        c[cAt + 3] = c3;
    }

    @Override
    void columnSums(int rows, float[] d, int dAt, int dRow, int n, float[] sums, int sumsAt) {
        for (int j = 0; j < n; j += L) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int at = dAt + j;
            for (int row = 0; row < rows; row++) {
                s0 += d[at];
                s1 += d[at + 1];
                s2 += d[at + 2];
                s3 += d[at + 3];
                at += dRow;
            }
            sums[sumsAt + j] = s0;
            sums[sumsAt + j + 1] = s1;
            sums[sumsAt + j + 2] = s2;
            sums[sumsAt + j + 3] = s3;
        }
    }

    @Override
    void sumRows(
            int[] indices, int count, float[] weights, Panels w, float[] s, int sAt, int sStep, float[] y, int yAt) {
        for (int column = 0; column < w.columns(); column += L) {
            int panel = w.index(0, column);
            int row = w.rowLength(column);
            float c0 = s[sAt + column * sStep];
            float c1 = s[sAt + (column + 1) * sStep];
            float c2 = s[sAt + (column + 2) * sStep];
            float c3 = s[sAt + (column + 3) * sStep];
            for (int i = 0; i < count; i++) {
                int at = panel + indices[i] * row;
                c0 += weights[at];
                c1 += weights[at + 1];
                c2 += weights[at + 2];
                c3 += weights[at + 3];
            }
            y[yAt + column] = c0;
            y[yAt + column + 1] = c1;
            y[yAt + column + 2] = c2;
            y[yAt + column + 3] = c3;
        }
    }

    @Override
    void addToRows(int[] indices, int count, float[] d, int dAt, float[] gradients, Panels g) {
        for (int column = 0; column < g.columns(); column += L) {
            int panel = g.index(0, column);
            int row = g.rowLength(column);
            float d0 = d[dAt + column];
            float d1 = d[dAt + column + 1];
            float d2 = d[dAt + column + 2];
            float d3 = d[dAt + column + 3];
            for (int i = 0; i < count; i++) {
                int at = panel + indices[i] * row;
                gradients[at] += d0;
                gradients[at + 1] += d1;
                gradients[at + 2] += d2;
                gradients[at + 3] += d3;
            }
        }
    }

    @Override
    void relu(float[] x, int at, int count) {
        for (int i = at; i < at + count; i++) {
            x[i] = Math.max(0, x[i]);
        }
    }

    @Override
    void tanh(float[] x, int at, int count) {
        for (int i = at; i < at + count; i++) {
            x[i] = Functions.tanh(x[i]);
        }
    }

    @Override
    void sigmoid(float[] x, int at, int count) {
        for (int i = at; i < at + count; i++) {
            x[i] = Functions.sigmoid(x[i]);
        }
    }

    @Override
    void reluBackward(float[] y, int yAt, float[] d, int dAt, int count) {
        for (int i = 0; i < count; i++) {
            d[dAt + i] = y[yAt + i] > 0 ? d[dAt + i] : 0;
        }
    }

    @Override
    void maximum(float[] x, int xAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            float value = x[xAt + i];
            if (value > y[yAt + i]) {
                y[yAt + i] = value;
            }
        }
    }

    @Override
    void toMaximum(float[] x, int xAt, float[] y, int yAt, float[] left, float[] d, int dAt, int count) {
        for (int i = 0; i < count; i++) {
            if (x[xAt + i] == y[yAt + i]) {
                d[dAt + i] += left[i];
                left[i] = 0;
            }
        }
    }

    @Override
    void lstmForward(
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
            float[] halves) {
        // The sigmoid is ½ + ½ tanh(½ x): one tanh over all gates of all rows, since only long loops become vectors.
        for (int row = 0; row < rows; row++) {
            int gates = zAt + row * 4 * n;
            halve(z, gates, gates + 2 * n);
            halve(z, gates + 3 * n, gates + 4 * n);
        }
        tanh(z, zAt, rows * 4 * n);
        for (int row = 0; row < rows; row++) {
            int gates = zAt + row * 4 * n;
            toShares(z, gates, gates + 2 * n);
            toShares(z, gates + 3 * n, gates + 4 * n);
        }
        for (int row = 0; row < rows; row++) {
            int gates = zAt + row * 4 * n;
            int cell = row * n;
            for (int j = 0; j < n; j++) {
                float c = multiplyAdd(
                        z[gates + n + j], previous[previousAt + cell + j], z[gates + j] * z[gates + 2 * n + j]);
                state[stateAt + cell + j] = c;
                squashed[squashedAt + cell + j] = c;
            }
        }
        tanh(squashed, squashedAt, rows * n);
        for (int row = 0; row < rows; row++) {
            int output = zAt + row * 4 * n + 3 * n;
            for (int j = 0; j < n; j++) {
                h[hAt + row * hRow + j] = z[output + j] * squashed[squashedAt + row * n + j];
            }
        }
    }

    private static void halve(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= 0.5f;
        }
    }

    /** Maps [−1, 1] to [0, 1]. */
    private static void toShares(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = x[i] * 0.5f + 0.5f;
        }
    }

    @Override
    void lstmBackward(
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
            int dStateAt) {
        for (int row = 0; row < rows; row++) {
            int gates = zAt + row * 4 * n;
            for (int j = 0; j < n; j++) {
                int at = gates + j;
                int cell = row * n + j;
                float i = z[at];
                float f = z[at + n];
                float g = z[at + 2 * n];
                float o = z[at + 3 * n];
                float t = squashed[squashedAt + cell];
                float dy = dh[dhAt + cell];
                float dc = multiplyAdd(dy * o, 1 - t * t, dState[dStateAt + cell]);
                z[at] = dc * g * (i - i * i);
                z[at + n] = dc * previous[previousAt + cell] * (f - f * f);
                z[at + 2 * n] = dc * i * (1 - g * g);
                z[at + 3 * n] = dy * t * (o - o * o);
                dState[dStateAt + cell] = dc * f;
            }
        }
    }

    @Override
    void squaredErrors(float[] y, float[] t, float[] d, int count, float scale, float[] sums) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i < count; i += L) {
            float e0 = y[i] - t[i];
            float e1 = y[i + 1] - t[i + 1];
            float e2 = y[i + 2] - t[i + 2];
            float e3 = y[i + 3] - t[i + 3];
            s0 = multiplyAdd(e0, e0, s0);
            s1 = multiplyAdd(e1, e1, s1);
            s2 = multiplyAdd(e2, e2, s2);
            s3 = multiplyAdd(e3, e3, s3);
            d[i] = e0 * scale;
            d[i + 1] = e1 * scale;
            d[i + 2] = e2 * scale;
            d[i + 3] = e3 * scale;
        }
        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
    }

    @Override
    void sgd(float[] w, float[] g, int count, float rate) {
        for (int i = 0; i < count; i++) {
            w[i] -= rate * g[i];
        }
    }

    @Override
    void rmsProp(float[] w, float[] g, float[] v, int count, float rate, float rho, float epsilon) {
        float rest = 1 - rho;
        for (int i = 0; i < count; i++) {
            float gradient = g[i];
            float mean = rho * v[i] + rest * (gradient * gradient);
            v[i] = mean;
            w[i] -= rate * gradient / (float) Math.sqrt(mean + epsilon);
        }
    }

    @Override
    void adam(
            float[] w,
            float[] g,
            float[] m,
            float[] v,
            int count,
            float rate,
            float oneMinusBeta1,
            float oneMinusBeta2,
            float epsilon) {
        for (int i = 0; i < count; i++) {
            float gradient = g[i];
            float mean = flushed(m[i] + oneMinusBeta1 * (gradient - m[i]));
            float square = flushed(v[i] + oneMinusBeta2 * (gradient * gradient - v[i]));
            m[i] = mean;
            v[i] = square;
            w[i] = flushed(w[i] - rate * mean / ((float) Math.sqrt(square) + epsilon));
        }
    }

    private static float flushed(float number) {
        return Math.abs(number) < TINY ? 0f : number;
    }
}
