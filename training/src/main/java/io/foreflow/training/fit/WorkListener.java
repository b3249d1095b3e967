package io.foreflow.training.fit;

/**
 * Hears how much work is done, and how much may still come. Work of one kind takes about the same time for the same
 * amount, such as multiply-adds of one network. May be called from several threads.
 */
public interface WorkListener {
    WorkListener SILENT = new WorkListener() {};

    /**
     * Hears that more work may come than it has heard before, or less.
     *
     * @param work further work; negative for work that will not come after all
     */
    default void planned(String kind, double work) {}

    /**
     * Hears that planned work is done.
     *
     * @param work 0 or more
     */
    default void done(String kind, double work) {}

    /** Hears what happens, for people, such as {@code dense stopped early after 34 of 200 epochs}. */
    default void says(String what) {}
}
