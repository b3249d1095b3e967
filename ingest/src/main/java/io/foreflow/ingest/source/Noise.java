package io.foreflow.ingest.source;

/**
 * Random numbers by coordinates instead of in sequence. The same seed, sensor, kind and index always give the same
 * number, in any order and on any JDK. The mixing function is that of SplitMix64 (Steele, Lea and Flood, "Fast
 * Splittable Pseudorandom Number Generators", OOPSLA 2014).
 */
final class Noise {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;

    Noise(long seed) {
        this.seed = seed;
    }

    /** Returns a number uniform in [0, 1). */
    double uniform(int sensor, NoiseKind kind, long index) {
        long bits = mix(seed + GOLDEN_GAMMA);
        bits = mix(bits + sensor + GOLDEN_GAMMA);
        bits = mix(bits + kind.code + GOLDEN_GAMMA);
        bits = mix(bits + index + GOLDEN_GAMMA);
        return (bits >>> 11) * 0x1.0p-53;
    }

    /** Returns an integer uniform in [least, most], both included. */
    int integer(int sensor, NoiseKind kind, long index, int least, int most) {
        return least + (int) (uniform(sensor, kind, index) * (most - least + 1));
    }

    /** Returns a normal number with mean 0 and standard deviation 1 (Box and Muller, 1958). */
    double normal(int sensor, NoiseKind kind, long index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(sensor, kind, 2 * index)));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform(sensor, kind, 2 * index + 1));
    }

    private static long mix(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** The purpose of a number; numbers of different kinds are independent. */
    enum NoiseKind {
        CAPACITY(0),
        PEAK_HOUR(1),
        DRIFT(2),
        DAY(3),
        STEP(4),
        INCIDENT(5),
        INCIDENT_START(6),
        INCIDENT_HOURS(7),
        INCIDENT_LOSS(8),
        SHORT_HOLE(9),
        SHORT_HOLE_STEPS(10),
        LONG_HOLE(11),
        LONG_HOLE_HOURS(12),
        LATE(13),
        LATENESS(14),
        DUPLICATE(15),
        DUPLICATE_DELAY(16);

        /** Part of what the numbers are computed from: must not change. */
        private final int code;

        NoiseKind(int code) {
            this.code = code;
        }
    }
}
