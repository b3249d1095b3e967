package io.foreflow.windowing.streams;

import io.foreflow.ingest.wire.RejectReason;

/**
 * Hears what the stage does, for metrics. Every stream thread calls it. After an aborted transaction the same events
 * are heard again.
 */
public interface WindowingListener {
    /** Ignores everything. */
    WindowingListener NONE = new WindowingListener() {};

    /**
     * A reading with a value was used, late ones included.
     *
     * @param arrival its time of arrival, in milliseconds since the epoch
     */
    default void accepted(long arrival) {}

    /** A reading was used in a bucket that had closed. */
    default void late() {}

    /** A reading repeated what was known. */
    default void duplicate() {}

    /** A reading lay on another partition than its sensor's; it is moved there, or rejected. */
    default void misplaced() {}

    /** A record went to the rejected topic. */
    default void rejected(RejectReason reason) {}

    /** Work that belongs to no record, such as a tick, failed for one sensor and was skipped. */
    default void failed() {}

    /** A bucket closed, imputed ones included. */
    default void closed() {}

    /**
     * Missing buckets were imputed.
     *
     * @param slots number of imputed buckets
     */
    default void imputed(int slots) {}

    /** Late data changed the newest window. */
    default void revised() {}

    /** A windows record was written, revisions included. */
    default void window() {}

    /** A training window was written. */
    default void trainingWindow() {}

    /** A live sensor has fallen silent: its last forecast follows. */
    default void stale() {}

    /** A sensor was retired. */
    default void retired() {}
}
