package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

/**
 * The batches of an epoch.
 *
 * @param size rows a step, at least 1; the last, partial batch of an epoch is kept
 * @param sampler which rows an epoch takes, and in which order
 */
public record Batches(int size, Sampler sampler) {
    public Batches {
        if (size < 1) {
            throw new IllegalArgumentException("batchSize (" + size + ") must be at least 1");
        }
        requireNonNull(sampler, "sampler");
    }

    /** Returns batches of {@code size} shuffled rows. */
    public static Batches shuffled(int size) {
        return new Batches(size, Sampler.SHUFFLED);
    }
}
