package io.foreflow.tutorials.study;

/** Follows a study. Called from several threads. */
public interface RunListener {
    RunListener SILENT = new RunListener() {};

    /** How many epochs the whole study will run at most. */
    default void planned(long epochs) {}

    /** An epoch was run. */
    default void epoch() {}

    /** What begins, in words, for instance {@code honest, seed 3}. */
    default void begins(String what) {}
}
