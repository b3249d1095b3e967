package io.foreflow.models.network;

/** Which training rows an epoch takes, and in which order. All but {@link #AS_IS} draw anew for each epoch. */
public enum Sampler {
    /** All, shuffled. */
    SHUFFLED,
    /** All, as they stand. */
    AS_IS,
    /** All, shuffled, taking turns among the classes as long as each has rows left. */
    CLASS_ALTERNATING,
    /** Of each class as many, drawn without repetition, as the rarest class has; shuffled. */
    UNDERSAMPLE,
    /** All, and of each class so many once more, drawn evenly, that it has as many as the most frequent one; shuffled. */
    OVERSAMPLE;

    /** Whether rows must have classes. */
    public boolean needsClasses() {
        return this == CLASS_ALTERNATING || this == UNDERSAMPLE || this == OVERSAMPLE;
    }
}
