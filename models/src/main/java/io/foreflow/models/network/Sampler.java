package io.foreflow.models.network;

/** The training rows of an epoch and their order. All but {@link #AS_IS} draw anew for each epoch. */
public enum Sampler {
    /** All, shuffled. */
    SHUFFLED,
    /** All, as they stand. */
    AS_IS,
    /** All, shuffled, taking turns among the classes as long as each has rows left. */
    CLASS_ALTERNATING,
    /** Draws from each class as many rows as the rarest class has, without repetition; shuffled. */
    UNDERSAMPLE,
    /** All, and of each class so many once more, drawn evenly, that it has as many as the most frequent one; shuffled. */
    OVERSAMPLE;

    /** Returns true if rows must have classes. */
    public boolean needsClasses() {
        return this == CLASS_ALTERNATING || this == UNDERSAMPLE || this == OVERSAMPLE;
    }
}
