package io.foreflow.models.engine;

import java.nio.charset.StandardCharsets;

/**
 * Pseudo-random numbers that are the same on every machine and in every version: Steele, Lea and Flood, "Fast
 * Splittable Pseudorandom Number Generators", 2014, with the mixing constants of variant 13 of Stafford.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double DOUBLE_UNIT = 0x1.0p-53;

    private long state;

    SplitMix64(long key) {
        this.state = key;
    }

    /** A key of its own for each purpose: FNV-1a of the UTF-8 bytes of {@code purpose}, mixed with the seed. */
    public static long key(long seed, String purpose) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return at(hash, seed);
    }

    /** The number at place {@code index} of the sequence that {@code key} names. */
    public static long at(long key, long index) {
        return mix(key + (index + 1) * GOLDEN_GAMMA);
    }

    /** Returns a number from [0, 1). */
    public static double unit(long bits) {
        return (bits >>> 11) * DOUBLE_UNIT;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Returns a number from [0, 1). */
    double nextUnit() {
        return unit(next());
    }

    /** Returns a number from 0 to below {@code bound}; the bias, below bound · 2⁻³², does not matter here. */
    int nextInt(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Shuffles {@code numbers} (Fisher and Yates), always alike for the same seed and purpose. */
    public static void shuffle(int[] numbers, long seed, String purpose) {
        new SplitMix64(key(seed, purpose)).shuffle(numbers);
    }

    /** Shuffles {@code numbers} (Fisher and Yates). */
    void shuffle(int[] numbers) {
        for (int i = numbers.length - 1; i > 0; i--) {
            int other = nextInt(i + 1);
            int number = numbers[i];
            numbers[i] = numbers[other];
            numbers[other] = number;
        }
    }
}
