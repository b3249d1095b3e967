package io.foreflow.forecaster.topology;

/**
 * Counts attempts at a request that began and did not end, because they ended their thread or their process. The counts
 * must outlive both, which a transaction does not: it is aborted then. Called from several threads, each with
 * partitions of its own.
 */
public interface InferenceAttempts {
    /** Counts nothing, for runs that cannot die. */
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

    /**
     * Hears that a task starts or continues at {@code offset}: requests before it have their results and can be
     * forgotten.
     */
    void resume(int partition, long offset);

    /**
     * Records that work on a request begins, before it does.
     *
     * @param timestamp timestamp of the record; if a topic was created again, another record lies at the same offset
     * @return number of earlier attempts at this request that began and did not end
     */
    int begin(int partition, long offset, long timestamp);

    /** Withdraws the latest attempt: nothing was tried. Earlier attempts still count. */
    void takeBack(int partition, long offset);

    /** Records that work on the request has ended, with any outcome; its attempts no longer count. */
    void end(int partition, long offset);
}
