package io.foreflow.tutorials.dataset;

import java.util.stream.IntStream;

/**
 * The orders that numpy's {@code RandomState(seed).shuffle} gives, to the bit, so that splits are those of Keras'
 * {@code load_data}: numbers of MT19937 (Matsumoto and Nishimura, "Mersenne Twister", 1998), cut to the bits that a
 * place
 * needs and drawn again when too large, swap the rows from the last to the second.
 */
public final class NumpyShuffle {
    private NumpyShuffle() {}

    /**
     * Returns 0 to {@code n - 1}, shuffled: the k-th row of the shuffled data is row {@code indices[k]} of the
     * original.
     *
     * @param n how many rows, from 0
     * @param seed from 0
     */
    public static int[] indices(int n, int seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed (" + seed + ") must not be negative");
        }
        int[] order = IntStream.range(0, n).toArray();
        MersenneTwister twister = new MersenneTwister(seed);
        for (int i = n - 1; i > 0; i--) {
            int j = upTo(i, twister);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
        return order;
    }

    private static int upTo(int largest, MersenneTwister twister) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(largest);
        int drawn = twister.next() & mask;
        while (drawn > largest) {
            drawn = twister.next() & mask;
        }
        return drawn;
    }

    /** MT19937 with the authors' initialisation of 2002. */
    private static final class MersenneTwister {
        private static final int SIZE = 624;
        private static final int SHIFT = 397;
        private static final int UPPER = 0x80000000;

        private final int[] state = new int[SIZE];
        private int place = SIZE;

        MersenneTwister(int seed) {
            state[0] = seed;
            for (int i = 1; i < SIZE; i++) {
                state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
            }
        }

        /** Returns 32 random bits. */
        int next() {
            if (place == SIZE) {
                twist();
                place = 0;
            }
            int y = state[place++];
            y ^= y >>> 11;
            y ^= (y << 7) & 0x9D2C5680;
            y ^= (y << 15) & 0xEFC60000;
            return y ^ (y >>> 18);
        }

        private void twist() {
            for (int i = 0; i < SIZE; i++) {
                int y = (state[i] & UPPER) | (state[(i + 1) % SIZE] & ~UPPER);
                state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
            }
        }
    }
}
