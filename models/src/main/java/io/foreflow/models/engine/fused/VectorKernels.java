package io.foreflow.models.engine.fused;

import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The arithmetic with the Vector API, in vectors of the machine's preferred length. */
final class VectorKernels extends Kernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** True on machines with vectors of 512 bits, which have 32 registers. */
    private static final boolean HAS_32_REGISTERS = S.vectorBitSize() == 512;

    VectorKernels() {
        super(L);
    }

    private static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(S, a, at);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(S, value);
    }

    @Override
    void rowTimesPair(int k, float[] a, int aAt, float[] w, int wAt, float[] s, int sAt, float[] c, int cAt) {
        // Short enough to be inlined: further chains of sums, or steps unrolled by hand, took longer than a call saves.
        FloatVector c0 = load(s, sAt);
        FloatVector c1 = load(s, sAt + L);
        for (int i = 0; i < k; i++) {
            FloatVector x = all(a[aAt + i]);
            c0 = load(w, wAt + i * 2 * L).fma(x, c0);
            c1 = load(w, wAt + i * 2 * L + L).fma(x, c1);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + L);
    }

    @Override
    void rowTimesFourPairs(
            int k, float[] a, int aAt, float[] w, int wAt, int wPair, float[] s, int sAt, float[] c, int cAt) {
        FloatVector c0 = load(s, sAt);
        FloatVector c1 = load(s, sAt + L);
        FloatVector c2 = load(s, sAt + 2 * L);
        FloatVector c3 = load(s, sAt + 3 * L);
        FloatVector c4 = load(s, sAt + 4 * L);
        FloatVector c5 = load(s, sAt + 5 * L);
        FloatVector c6 = load(s, sAt + 6 * L);
        FloatVector c7 = load(s, sAt + 7 * L);
        int w0 = wAt;
        int w1 = wAt + wPair;
        int w2 = wAt + 2 * wPair;
        int w3 = wAt + 3 * wPair;
        for (int i = 0; i < k; i++) {
            FloatVector x = all(a[aAt + i]);
            c0 = load(w, w0).fma(x, c0);
            c1 = load(w, w0 + L).fma(x, c1);
            c2 = load(w, w1).fma(x, c2);
            c3 = load(w, w1 + L).fma(x, c3);
            c4 = load(w, w2).fma(x, c4);
            c5 = load(w, w2 + L).fma(x, c5);
            c6 = load(w, w3).fma(x, c6);
            c7 = load(w, w3 + L).fma(x, c7);
            w0 += 2 * L;
            w1 += 2 * L;
            w2 += 2 * L;
            w3 += 2 * L;
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + L);
        c2.intoArray(c, cAt + 2 * L);
        c3.intoArray(c, cAt + 3 * L);
        c4.intoArray(c, cAt + 4 * L);
        c5.intoArray(c, cAt + 5 * L);
        c6.intoArray(c, cAt + 6 * L);
        c7.intoArray(c, cAt + 7 * L);
    }

    @Override
    void rowTimesSingle(int k, float[] a, int aAt, float[] w, int wAt, float[] s, int sAt, float[] c, int cAt) {
        FloatVector c0 = load(s, sAt);
        for (int i = 0; i < k; i++) {
            c0 = load(w, wAt + i * L).fma(all(a[aAt + i]), c0);
        }
        c0.intoArray(c, cAt);
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
        int row = 0;
        for (; HAS_32_REGISTERS && row < m - 7; row += 8) {
            pair8(
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
        for (; row < m - 3; row += 4) {
            pair4(
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
            pair1(k, a, aAt + row * aRow, aStep, b, bAt, bRow, s, sAt + row * sRow, c, cAt + row * cRow);
        }
    }

    /** Multiplies with 32 vector registers: sixteen of them hold sums. */
    private static void pair8(
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
        FloatVector c00 = load(s, sAt);
        FloatVector c01 = load(s, sAt + L);
        FloatVector c10 = load(s, sAt + sRow);
        FloatVector c11 = load(s, sAt + sRow + L);
        FloatVector c20 = load(s, sAt + 2 * sRow);
        FloatVector c21 = load(s, sAt + 2 * sRow + L);
        FloatVector c30 = load(s, sAt + 3 * sRow);
        FloatVector c31 = load(s, sAt + 3 * sRow + L);
        FloatVector c40 = load(s, sAt + 4 * sRow);
        FloatVector c41 = load(s, sAt + 4 * sRow + L);
        FloatVector c50 = load(s, sAt + 5 * sRow);
        FloatVector c51 = load(s, sAt + 5 * sRow + L);
        FloatVector c60 = load(s, sAt + 6 * sRow);
        FloatVector c61 = load(s, sAt + 6 * sRow + L);
        FloatVector c70 = load(s, sAt + 7 * sRow);
        FloatVector c71 = load(s, sAt + 7 * sRow + L);
        int a0 = aAt;
        int a4 = aAt + 4 * aRow;
        int at = bAt;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = load(b, at);
            FloatVector b1 = load(b, at + L);
            FloatVector x = all(a[a0]);
            c00 = b0.fma(x, c00);
            c01 = b1.fma(x, c01);
            x = all(a[a0 + aRow]);
            c10 = b0.fma(x, c10);
            c11 = b1.fma(x, c11);
            x = all(a[a0 + 2 * aRow]);
            c20 = b0.fma(x, c20);
            c21 = b1.fma(x, c21);
            x = all(a[a4 - aRow]);
            c30 = b0.fma(x, c30);
            c31 = b1.fma(x, c31);
            x = all(a[a4]);
            c40 = b0.fma(x, c40);
            c41 = b1.fma(x, c41);
            x = all(a[a4 + aRow]);
            c50 = b0.fma(x, c50);
            c51 = b1.fma(x, c51);
            x = all(a[a4 + 2 * aRow]);
            c60 = b0.fma(x, c60);
            c61 = b1.fma(x, c61);
            x = all(a[a4 + 3 * aRow]);
            c70 = b0.fma(x, c70);
            c71 = b1.fma(x, c71);
            a0 += aStep;
            a4 += aStep;
            at += bRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + L);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + L);
        c60.intoArray(c, cAt + 6 * cRow);
        c61.intoArray(c, cAt + 6 * cRow + L);
        c70.intoArray(c, cAt + 7 * cRow);
        c71.intoArray(c, cAt + 7 * cRow + L);
    }

    private static void pair4(
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
        int at3 = at2 + cRow;
        FloatVector c00 = load(s, sAt);
        FloatVector c01 = load(s, sAt + L);
        FloatVector c10 = load(s, sAt + sRow);
        FloatVector c11 = load(s, sAt + sRow + L);
        FloatVector c20 = load(s, sAt + 2 * sRow);
        FloatVector c21 = load(s, sAt + 2 * sRow + L);
        FloatVector c30 = load(s, sAt + 3 * sRow);
        FloatVector c31 = load(s, sAt + 3 * sRow + L);
        int a0 = aAt;
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int at = bAt;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = load(b, at);
            FloatVector b1 = load(b, at + L);
            FloatVector x = all(a[a0]);
            c00 = b0.fma(x, c00);
            c01 = b1.fma(x, c01);
            x = all(a[a1]);
            c10 = b0.fma(x, c10);
            c11 = b1.fma(x, c11);
            x = all(a[a2]);
            c20 = b0.fma(x, c20);
            c21 = b1.fma(x, c21);
            x = all(a[a3]);
            c30 = b0.fma(x, c30);
            c31 = b1.fma(x, c31);
            a0 += aStep;
            a1 += aStep;
            a2 += aStep;
            a3 += aStep;
            at += bRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, at1);
        c11.intoArray(c, at1 + L);
        c20.intoArray(c, at2);
        c21.intoArray(c, at2 + L);
        c30.intoArray(c, at3);
        c31.intoArray(c, at3 + L);
    }

    private static void pair1(
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
        FloatVector c0 = load(s, sAt);
        FloatVector c1 = load(s, sAt + L);
        int at = bAt;
        int from = aAt;
        for (int i = 0; i < k; i++) {
            FloatVector x = all(a[from]);
            c0 = load(b, at).fma(x, c0);
            c1 = load(b, at + L).fma(x, c1);
            from += aStep;
            at += bRow;
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + L);
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
        for (; row < m - 7; row += 8) {
            single8(
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
        for (; row < m - 1; row += 2) {
            single2(
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
        if (row < m) {
            single1(k, a, aAt + row * aRow, aStep, b, bAt, bRow, s, sAt + row * sRow, c, cAt + row * cRow);
        }
    }

    private static void single8(
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
        FloatVector c0 = load(s, sAt);
        FloatVector c1 = load(s, sAt + sRow);
        FloatVector c2 = load(s, sAt + 2 * sRow);
        FloatVector c3 = load(s, sAt + 3 * sRow);
        FloatVector c4 = load(s, sAt + 4 * sRow);
        FloatVector c5 = load(s, sAt + 5 * sRow);
        FloatVector c6 = load(s, sAt + 6 * sRow);
        FloatVector c7 = load(s, sAt + 7 * sRow);
        int a0 = aAt;
        int a4 = aAt + 4 * aRow;
        int at = bAt;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = load(b, at);
            c0 = b0.fma(all(a[a0]), c0);
            c1 = b0.fma(all(a[a0 + aRow]), c1);
            c2 = b0.fma(all(a[a0 + 2 * aRow]), c2);
            c3 = b0.fma(all(a[a4 - aRow]), c3);
            c4 = b0.fma(all(a[a4]), c4);
            c5 = b0.fma(all(a[a4 + aRow]), c5);
            c6 = b0.fma(all(a[a4 + 2 * aRow]), c6);
            c7 = b0.fma(all(a[a4 + 3 * aRow]), c7);
            a0 += aStep;
            a4 += aStep;
            at += bRow;
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
        c4.intoArray(c, cAt + 4 * cRow);
        c5.intoArray(c, cAt + 5 * cRow);
        c6.intoArray(c, cAt + 6 * cRow);
        c7.intoArray(c, cAt + 7 * cRow);
    }

    private static void single2(
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
        FloatVector c0 = load(s, sAt);
        FloatVector c1 = load(s, sAt + sRow);
        int from = aAt;
        int at = bAt;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = load(b, at);
            c0 = b0.fma(all(a[from]), c0);
            c1 = b0.fma(all(a[from + aRow]), c1);
            from += aStep;
            at += bRow;
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
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
        FloatVector c0 = load(s, sAt);
        int from = aAt;
        int at = bAt;
        for (int i = 0; i < k; i++) {
            c0 = load(b, at).fma(all(a[from]), c0);
            from += aStep;
            at += bRow;
        }
        c0.intoArray(c, cAt);
    }

    @Override
    void columnSums(int rows, float[] d, int dAt, int dRow, int n, float[] sums, int sumsAt) {
        for (int j = 0; j < n; j += L) {
            FloatVector sum = FloatVector.zero(S);
            FloatVector other = FloatVector.zero(S);
            int at = dAt + j;
            int row = 0;
            for (; row < rows - 1; row += 2) {
                sum = sum.add(load(d, at));
                other = other.add(load(d, at + dRow));
                at += 2 * dRow;
            }
            if (row < rows) {
                sum = sum.add(load(d, at));
            }
            sum.add(other).intoArray(sums, sumsAt + j);
        }
    }

    @Override
    void sumRows(
            int[] indices, int count, float[] weights, Panels w, float[] s, int sAt, int sStep, float[] y, int yAt) {
        for (int pair = 0; pair < w.pairs(); pair++) {
            int column = pair * 2 * L;
            int panel = w.pairAt(pair);
            FloatVector c0 = load(s, sAt + column * sStep);
            FloatVector c1 = load(s, sAt + (column + L) * sStep);
            for (int i = 0; i < count; i++) {
                int at = panel + indices[i] * 2 * L;
                c0 = c0.add(load(weights, at));
                c1 = c1.add(load(weights, at + L));
            }
            c0.intoArray(y, yAt + column);
            c1.intoArray(y, yAt + column + L);
        }
        if (w.hasSingle()) {
            int column = w.pairs() * 2 * L;
            int panel = w.singleAt();
            FloatVector c0 = load(s, sAt + column * sStep);
            FloatVector d0 = FloatVector.zero(S);
            int i = 0;
            for (; i < count - 1; i += 2) {
                c0 = c0.add(load(weights, panel + indices[i] * L));
                d0 = d0.add(load(weights, panel + indices[i + 1] * L));
            }
            if (i < count) {
                c0 = c0.add(load(weights, panel + indices[i] * L));
            }
            c0.add(d0).intoArray(y, yAt + column);
        }
    }

    @Override
    void addToRows(int[] indices, int count, float[] d, int dAt, float[] gradients, Panels g) {
        for (int pair = 0; pair < g.pairs(); pair++) {
            int panel = g.pairAt(pair);
            FloatVector d0 = load(d, dAt + pair * 2 * L);
            FloatVector d1 = load(d, dAt + pair * 2 * L + L);
            for (int i = 0; i < count; i++) {
                int at = panel + indices[i] * 2 * L;
                load(gradients, at).add(d0).intoArray(gradients, at);
                load(gradients, at + L).add(d1).intoArray(gradients, at + L);
            }
        }
        if (g.hasSingle()) {
            int panel = g.singleAt();
            FloatVector d0 = load(d, dAt + g.pairs() * 2 * L);
            for (int i = 0; i < count; i++) {
                int at = panel + indices[i] * L;
                load(gradients, at).add(d0).intoArray(gradients, at);
            }
        }
    }

    @Override
    void relu(float[] x, int at, int count) {
        for (int i = at; i < at + count; i += L) {
            // Clears what has its sign bit set: several times cheaper than a maximum, which has NaN and −0 to mind.
            IntVector bits = load(x, i).reinterpretAsInts();
            bits.lanewise(AND_NOT, bits.lanewise(ASHR, Integer.SIZE - 1))
                    .reinterpretAsFloats()
                    .intoArray(x, i);
        }
    }

    private static FloatVector tanh(FloatVector x) {
        FloatVector v = x.max(-Functions.TANH_LIMIT).min(Functions.TANH_LIMIT);
        FloatVector t = v.mul(v);
        FloatVector p = all(Functions.P5).fma(t, all(Functions.P4));
        p = p.fma(t, all(Functions.P3));
        p = p.fma(t, all(Functions.P2));
        p = p.fma(t, all(Functions.P1));
        p = p.fma(t, all(1));
        FloatVector q = all(Functions.Q3).fma(t, all(Functions.Q2));
        q = q.fma(t, all(Functions.Q1));
        q = q.fma(t, all(1));
        return p.mul(v).div(q);
    }

    private static FloatVector sigmoid(FloatVector x) {
        FloatVector v = x.neg().max(-Functions.EXP_LIMIT).min(Functions.EXP_LIMIT);
        FloatVector shifted = v.fma(all(Functions.ONE_BY_LN2), all(Functions.ROUNDER));
        FloatVector k = shifted.sub(Functions.ROUNDER);
        FloatVector r = k.fma(all(-Functions.LN2_LOW), k.fma(all(-Functions.LN2_HIGH), v));
        FloatVector p = all(Functions.E6).fma(r, all(Functions.E5));
        p = p.fma(r, all(Functions.E4));
        p = p.fma(r, all(Functions.E3));
        p = p.fma(r, all(Functions.E2));
        p = p.fma(r, all(1));
        p = p.fma(r, all(1));
        FloatVector power = shifted.reinterpretAsInts()
                .lanewise(LSHL, Functions.MANTISSA_BITS)
                .add(Functions.ONE_BITS)
                .reinterpretAsFloats();
        return all(1).div(p.fma(power, all(1)));
    }

    @Override
    void tanh(float[] x, int at, int count) {
        for (int i = at; i < at + count; i += L) {
            tanh(load(x, i)).intoArray(x, i);
        }
    }

    @Override
    void sigmoid(float[] x, int at, int count) {
        for (int i = at; i < at + count; i += L) {
            sigmoid(load(x, i)).intoArray(x, i);
        }
    }

    @Override
    void reluBackward(float[] y, int yAt, float[] d, int dAt, int count) {
        for (int i = 0; i < count; i += L) {
            // y is 0 or above: 0 − y has its sign bit set where it is above.
            IntVector above = load(y, yAt + i).reinterpretAsInts().neg().lanewise(ASHR, Integer.SIZE - 1);
            load(d, dAt + i)
                    .reinterpretAsInts()
                    .and(above)
                    .reinterpretAsFloats()
                    .intoArray(d, dAt + i);
        }
    }

    @Override
    void maximum(float[] x, int xAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector value = load(x, xAt + i);
            FloatVector largest = load(y, yAt + i);
            largest.blend(value, value.compare(GT, largest)).intoArray(y, yAt + i);
        }
    }

    @Override
    void toMaximum(float[] x, int xAt, float[] y, int yAt, float[] left, float[] d, int dAt, int count) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < count; i += L) {
            FloatVector rest = load(left, i);
            VectorMask<Float> hit = load(x, xAt + i).compare(EQ, load(y, yAt + i));
            load(d, dAt + i).add(zero.blend(rest, hit)).intoArray(d, dAt + i);
            rest.blend(zero, hit).intoArray(left, i);
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
        gates(rows, n, z, zAt, halves);
        cells(rows, n, z, zAt, previous, previousAt, state, stateAt, squashed, squashedAt, h, hAt, hRow);
    }

    /** The sigmoid is ½ + ½ tanh(½ x), so one tanh does for all four gates. */
    private static void gates(int rows, int n, float[] z, int zAt, float[] halves) {
        int j = 0;
        // One loop over rows and gates: of two, one in the other, the compiler makes objects of the vectors.
        for (int at = zAt; at < zAt + rows * 4 * n; at += L) {
            FloatVector half = load(halves, j);
            tanh(load(z, at).mul(half)).fma(half, all(1).sub(half)).intoArray(z, at);
            j = j + L == 4 * n ? 0 : j + L;
        }
    }

    private static void cells(
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
            int hRow) {
        int j = 0;
        int at = zAt;
        int to = hAt;
        for (int cell = 0; cell < rows * n; cell += L) {
            FloatVector c = load(z, at + n)
                    .fma(load(previous, previousAt + cell), load(z, at).mul(load(z, at + 2 * n)));
            c.intoArray(state, stateAt + cell);
            FloatVector t = tanh(c);
            t.intoArray(squashed, squashedAt + cell);
            load(z, at + 3 * n).mul(t).intoArray(h, to);
            boolean ends = j + L == n;
            j = ends ? 0 : j + L;
            at += ends ? 3 * n + L : L;
            to += ends ? hRow - n + L : L;
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
        int column = 0;
        int at = zAt;
        for (int cell = 0; cell < rows * n; cell += L) {
            FloatVector i = load(z, at);
            FloatVector f = load(z, at + n);
            FloatVector g = load(z, at + 2 * n);
            FloatVector o = load(z, at + 3 * n);
            FloatVector t = load(squashed, squashedAt + cell);
            FloatVector dy = load(dh, dhAt + cell);
            FloatVector dc = dy.mul(o).fma(all(1).sub(t.mul(t)), load(dState, dStateAt + cell));
            dc.mul(g).mul(i.sub(i.mul(i))).intoArray(z, at);
            dc.mul(load(previous, previousAt + cell)).mul(f.sub(f.mul(f))).intoArray(z, at + n);
            dc.mul(i).mul(all(1).sub(g.mul(g))).intoArray(z, at + 2 * n);
            dy.mul(t).mul(o.sub(o.mul(o))).intoArray(z, at + 3 * n);
            dc.mul(f).intoArray(dState, dStateAt + cell);
            boolean ends = column + L == n;
            column = ends ? 0 : column + L;
            at += ends ? 3 * n + L : L;
        }
    }

    @Override
    void squaredErrors(float[] y, float[] t, float[] d, int count, float scale, float[] sums) {
        FloatVector sum = FloatVector.zero(S);
        for (int i = 0; i < count; i += L) {
            FloatVector error = load(y, i).sub(load(t, i));
            sum = error.fma(error, sum);
            error.mul(scale).intoArray(d, i);
        }
        sum.intoArray(sums, 0);
    }

    @Override
    void sgd(float[] w, float[] g, int count, float rate) {
        FloatVector step = all(-rate);
        for (int i = 0; i < count; i += L) {
            load(g, i).fma(step, load(w, i)).intoArray(w, i);
        }
    }

    @Override
    void rmsProp(float[] w, float[] g, float[] v, int count, float rate, float rho, float epsilon) {
        FloatVector step = all(-rate);
        float rest = 1 - rho;
        for (int i = 0; i < count; i += L) {
            FloatVector gradient = load(g, i);
            FloatVector mean = load(v, i).mul(rho).add(gradient.mul(gradient).mul(rest));
            mean.intoArray(v, i);
            gradient.mul(step).div(mean.add(epsilon).sqrt()).add(load(w, i)).intoArray(w, i);
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
        FloatVector step = all(-rate);
        FloatVector rest1 = all(oneMinusBeta1);
        FloatVector rest2 = all(oneMinusBeta2);
        for (int i = 0; i < count; i += L) {
            FloatVector gradient = load(g, i);
            FloatVector mean = load(m, i);
            FloatVector square = load(v, i);
            mean = flushed(gradient.sub(mean).fma(rest1, mean));
            square = flushed(gradient.mul(gradient).sub(square).fma(rest2, square));
            mean.intoArray(m, i);
            square.intoArray(v, i);
            flushed(mean.mul(step).div(square.sqrt().add(epsilon)).add(load(w, i)))
                    .intoArray(w, i);
        }
    }

    private static FloatVector flushed(FloatVector numbers) {
        return numbers.blend(0f, numbers.abs().lt(TINY));
    }
}
