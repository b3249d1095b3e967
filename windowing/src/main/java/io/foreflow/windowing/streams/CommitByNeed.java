package io.foreflow.windowing.streams;

import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Asks for a commit after the output of a live record, so that read-committed consumers need not wait for the commit
 * interval. The next one waits as long as this one took, so that commits take at most half of a thread's time. Records that are read to catch up commit by the interval alone.
 */
public final class CommitByNeed {
    /** Maximum age of a live record, in milliseconds since its arrival. */
    private static final long LIVE_MS = 1_000;

    /** Least time between a commit and the next one that is asked for, in milliseconds. */
    private static final long PAUSE_MS = 10;

    /** More time than this after a commit was asked for, nothing was waiting, in milliseconds. */
    private static final long MOST_MS = 200;

    /** The commits of each stream thread: a commit is one of all its tasks. */
    private static final ThreadLocal<Pace> PACES = ThreadLocal.withInitial(Pace::new);

    private final ProcessorContext<?, ?> context;

    public CommitByNeed(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    /**
     * Takes note of an output.
     *
     * @param arrival time of the record's arrival, in milliseconds since the epoch
     */
    public void afterOutput(long arrival) {
        long now = context.currentSystemTimeMs();
        if (PACES.get().takes(arrival, now)) {
            context.commit();
        }
    }

    private static final class Pace {
        private boolean asked;
        private long askedAt = Long.MAX_VALUE;
        private long nextCommit;

        /** Returns true if a commit is to be asked for. */
        boolean takes(long arrival, long now) {
            if (now < askedAt) {
                // The first time, or the clock was set back.
                asked = false;
                nextCommit = now;
            }
            if (asked) {
                long took = now - askedAt;
                nextCommit = took > MOST_MS ? now : now + Math.max(PAUSE_MS, took);
                asked = false;
            }
            if (now - arrival >= LIVE_MS || now < nextCommit) {
                return false;
            }
            asked = true;
            askedAt = now;
            return true;
        }
    }
}
