package io.foreflow.windowing.core;

/** A kind of window that a {@link Windower} makes. */
public enum WindowKind {
    /** Windows to forecast from: one at the close of each bucket, and its revisions. */
    LIVE,

    /** Windows with their target, made once when nothing can change them any more. */
    TRAINING
}
