package io.foreflow.ingest.quality;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The values of one sensor: both edges exactly, the values between them as a sample of at most {@value #SAMPLE}. */
final class ValueTally {
    private static final int SAMPLE = 256;
    private static final long SEED = 20_260_131;

    private final Edge lowest = Edge.ofLowest();
    private final Edge highest = Edge.ofHighest();

    /** Random numbers with a fixed seed, so that a file always has the same profile. */
    private final SplittableRandom random = new SplittableRandom(SEED);

    private double[] sample = new double[8];
    private long sampled;
    private long count;
    private boolean integers = true;
    private double last = Double.NaN;

    void add(double number) {
        // -0.0 and 0.0 count as one value.
        double value = number + 0.0;
        count++;
        integers &= value == Math.rint(value);
        lowest.add(value, last);
        highest.add(value, last);
        // A run counts once, so that a constant stretch does not crowd out the other values.
        if (value != last) {
            sample(value);
        }
        last = value;
    }

    /** Adds a value to the sample: each offered value is kept with the same probability (Vitter 1985, algorithm R). */
    private void sample(double value) {
        sampled++;
        long place = sampled <= SAMPLE ? sampled - 1 : random.nextLong(sampled);
        if (place >= SAMPLE) {
            return;
        }
        if (place == sample.length) {
            sample = Arrays.copyOf(sample, 2 * sample.length);
        }
        sample[(int) place] = value;
    }

    Edge lowest() {
        return lowest;
    }

    Edge highest() {
        return highest;
    }

    long count() {
        return count;
    }

    /** Returns true if every value is a whole number. */
    boolean areIntegers() {
        return integers;
    }

    /** Returns the values of the sample in a closed interval, sorted. */
    double[] between(double low, double high) {
        return Arrays.stream(sample, 0, (int) Math.min(sampled, SAMPLE))
                .filter(value -> value >= low && value <= high)
                .sorted()
                .toArray();
    }
}
