package io.foreflow.forecaster.terminal;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request to end, from Ctrl-C or SIGTERM. Java would stop at once. A command that holds resources follows the request
 * instead: its thread is interrupted, it closes its resources, and Java waits for it. A command that holds none does
 * not follow, and is stopped at once.
 */
public final class Interruption {
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private @Nullable Thread follower;
    private boolean followed;
    private boolean requested;

    /** Ends the following: the thread has begun to close its resources, and is not interrupted any more. */
    public interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Makes the calling thread follow requests until the result is closed. Declare it as the last resource of a try
     * statement, so that it is closed first.
     */
    public synchronized Following follow() {
        follower = Thread.currentThread();
        followed = true;
        return this::unfollow;
    }

    private synchronized void unfollow() {
        if (follower != null) {
            follower = null;
            Thread.interrupted();
        }
    }

    public synchronized boolean isWished() {
        return requested;
    }

    /**
     * Requests the end, and waits until the command has ended if it follows.
     *
     * @return its exit code; empty if it does not follow, or takes longer
     */
    public OptionalInt request(Duration patience) {
        synchronized (this) {
            if (!followed) {
                return OptionalInt.empty();
            }
            requested = true;
            if (follower != null) {
                follower.interrupt();
            }
        }
        try {
            return OptionalInt.of(ended.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reports that the command is over and everything is closed. */
    public void ended(int exitCode) {
        ended.complete(exitCode);
    }
}
