package io.foreflow.forecaster.topology;

/**
 * Counts how often work on a request began and did not end, because it ended its thread or its process. What is counted has to
 * outlive both; a transaction does not, as it is aborted then. Called from several threads, each with partitions of its own.
 */
public interface InferenceAttempts {
    /** Remembers nothing, for where nothing dies. */
    InferenceAttempts NONE = new InferenceAttempts() {
        @Override
        public void resume(int partition, long offset) {}

        @Override
        public int begin(int partition, long offset, long timestamp) {
            return 0;
        }

        @Override
        public void takeBack(int partition, long offset) {}

        @Override
        public void end(int partition, long offset) {}
    };

    /** A task begins, or goes on, at {@code offset}: what lies before it has its results and can be forgotten. */
    void resume(int partition, long offset);

    /**
     * Notes that work on a request begins, before it does.
     *
     * @param timestamp of the record; at the same offset of a topic that was created anew lies another one
     * @return how often work on this request began before without an end
     */
    int begin(int partition, long offset, long timestamp);

    /** Notes that the latest begin was none: nothing was tried. Earlier ones count on. */
    void takeBack(int partition, long offset);

    /** Notes that work on the request has ended, whatever came of it; nothing of it counts any more. */
    void end(int partition, long offset);
}
