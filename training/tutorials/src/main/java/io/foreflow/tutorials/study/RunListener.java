package io.foreflow.tutorials.study;

/** Follows a study. Called from several threads. */
public interface RunListener {
    RunListener SILENT = new RunListener() {};

    /** Tells the most epochs that the run will take. */
    default void planned(long epochs) {}

    /** Tells that an epoch was run. */
    default void epoch() {}

    /** Tells what begins, in words, for instance {@code honest, seed 3}. */
    default void begins(String what) {}
}
