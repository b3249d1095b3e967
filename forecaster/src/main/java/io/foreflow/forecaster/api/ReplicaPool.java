package io.foreflow.forecaster.api;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas that may serve one request at a time each. A request waits for a free one, and is answered with 503 if none
 * becomes free. Safe for use by many threads.
 */
final class ReplicaPool<T extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaPool.class);

    /** Maximum number of replicas: each may hold several models. */
    private static final int MOST = 4;

    private static final long WAIT_SECONDS = 5;

    private final int size = Math.max(1, Math.min(MOST, Runtime.getRuntime().availableProcessors()));
    private final BlockingQueue<T> free = new ArrayBlockingQueue<>(size);

    /** @param maker makes a replica, which may open what it needs later */
    ReplicaPool(Supplier<T> maker) {
        for (int i = 0; i < size; i++) {
            free.add(maker.get());
        }
    }

    /** Returns the result of {@code work} with a replica that nobody else uses meanwhile. */
    <R> R with(Function<T, R> work) {
        T replica = take();
        try {
            return work.apply(replica);
        } finally {
            free.add(replica);
        }
    }

    private T take() {
        try {
            @Nullable T replica = free.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (replica != null) {
                return replica;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw ProblemException.unavailable("all models are busy with other requests; try again", 1);
    }

    /** Closes each replica once its request is done, unless that takes too long. */
    @Override
    public void close() {
        for (int i = 0; i < size; i++) {
            try {
                @Nullable T replica = free.poll(WAIT_SECONDS, TimeUnit.SECONDS);
                if (replica != null) {
                    replica.close();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                LOG.warn("A replica could not be closed", e);
            }
        }
    }
}
