package io.foreflow.windowing.streams;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Asks for a commit after the output of a live record, so that read-committed consumers need not wait for the commit
 * interval. While records queue up behind commits, the next commit waits as long as the last one took, so that commits
 * take at most half of a thread's time. An output without a commit of its own gets one as soon as that time is over.
 * Records that are read to catch up commit by the interval alone.
 */
public final class CommitByNeed {
    /** Maximum age of a live record, in milliseconds since its arrival. */
    private static final long LIVE_MS = 1_000;

    /** Least time between two commits that are asked for, in milliseconds. */
    private static final long PAUSE_MS = 10;

    /** A record that waited no longer than this, in milliseconds, found the thread idle. */
    private static final long IDLE_MS = 5;

    /** Interval in milliseconds of the look at outputs that still need a commit; a thread polls for 100 ms at most. */
    private static final long LOOK_MS = 50;

    /** The commits of each stream thread: a commit is one of all its tasks. */
    private static final ThreadLocal<Pace> PACES = ThreadLocal.withInitial(Pace::new);

    private final ProcessorContext<?, ?> context;

    /** Creates the commits of one processor, to be made anew whenever it is initialised. */
    public CommitByNeed(ProcessorContext<?, ?> context) {
        this.context = context;
        context.schedule(Duration.ofMillis(LOOK_MS), PunctuationType.WALL_CLOCK_TIME, now -> {
            if (PACES.get().isDue(now)) {
                context.commit();
            }
        });
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
        /** True from the moment at which a commit was asked for to the next output. */
        private boolean asked;

        /** True while an output has no commit of its own. */
        private boolean owed;

        private long askedAt = Long.MAX_VALUE;
        private long nextCommit;

        /** Returns true if a commit is to be asked for. */
        boolean takes(long arrival, long now) {
            if (now < askedAt) {
                // The first time, or the clock was set back.
                asked = false;
                nextCommit = now;
            }
            if (now - arrival >= LIVE_MS) {
                return false;
            }
            if (asked) {
                asked = false;
                long waited = now - Math.max(askedAt, Math.min(arrival, now));
                boolean queued = waited > IDLE_MS && now - askedAt < LIVE_MS;
                nextCommit = queued ? now + Math.max(PAUSE_MS, waited) : askedAt + PAUSE_MS;
            }
            owed = true;
            return isDue(now);
        }

        /** Returns true if an output needs a commit and its time has come: the commit is asked for now. */
        boolean isDue(long now) {
            if (!owed || now < nextCommit) {
                return false;
            }
            owed = false;
            asked = true;
            askedAt = now;
            return true;
        }
    }
}
