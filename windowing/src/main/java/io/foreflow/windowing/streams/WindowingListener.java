package io.foreflow.windowing.streams;

import io.foreflow.ingest.wire.RejectReason;

/**
 * Hears what the stage does, for metrics. Called by every stream thread; what a transaction that was aborted had processed is told
 * again when it is processed again.
 */
public interface WindowingListener {
    /** Hears nothing. */
    WindowingListener NONE = new WindowingListener() {};

    /** A reading with a value was used, late ones included. */
    default void accepted() {}

    /** A reading was used in a bucket that had closed. */
    default void late() {}

    /** A reading said what was known already. */
    default void duplicate() {}

    /** A reading lay on another partition than its sensor's; it is brought there, or rejected. */
    default void misplaced() {}

    /** A record went to the rejected topic. */
    default void rejected(RejectReason reason) {}

    /** Something that is no record, such as a look at the clock, failed for one sensor and was passed over. */
    default void failed() {}

    /** A bucket closed, imputed ones included. */
    default void closed() {}

    /** So many missing buckets were filled in. */
    default void imputed(int slots) {}

    /** Late data changed the newest window. */
    default void revised() {}

    /** A windows record was written, revisions included. */
    default void window() {}

    /** A training window was written. */
    default void trainingWindow() {}

    /** A live sensor has fallen silent: its last forecast is due. */
    default void stale() {}

    /** A sensor was forgotten. */
    default void retired() {}
}
