package io.foreflow.forecaster.store;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads bundles from a store for a service. Threads of its own fetch them into local copies, so that a caller may give
 * up and ask again. After a failure it pauses, longer each time: for one bundle, or for all of them if the store is
 * away. Safe for use by many threads.
 */
public final class StoreReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreReader.class);

    /** Number of bundles that are fetched at the same time. */
    private static final int FETCHES = 2;

    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(60);

    private final Supplier<ObjectStore> opener;
    private final BundleCopies copies;
    private final LongSupplier nanos;
    private final ExecutorService fetching = Executors.newFixedThreadPool(FETCHES, work -> {
        Thread thread = new Thread(work, "foreflow-bundle-fetch");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable ObjectStore store;
    private final Set<StoredBundle> underWay = new HashSet<>();
    private final Map<StoredBundle, Failed> failures = new HashMap<>();
    /** The failure that concerns all bundles; null while the store answers. */
    private @Nullable Failed away;

    private boolean closed;

    /** @param until time until which nothing is tried, by {@link #nanos} */
    private record Failed(StoreException cause, long pause, long until) {
        static Failed after(@Nullable Failed before, StoreException cause, long now) {
            long pause = before == null ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, before.pause * 2);
            return new Failed(cause, pause, now + pause);
        }
    }

    /**
     * @param opener opens the store; called once it is needed
     * @param nanos a clock that never goes back, such as {@link System#nanoTime}
     */
    public StoreReader(Supplier<ObjectStore> opener, BundleCopies copies, LongSupplier nanos) {
        this.opener = opener;
        this.copies = copies;
        this.nanos = nanos;
    }

    /**
     * Returns true if there is a local copy; otherwise begins to fetch one. Never blocks for long.
     *
     * @throws StoreException if the last attempt failed, and the pause after it is not over
     */
    public synchronized boolean isAtHand(StoredBundle bundle) {
        if (copies.has(bundle)) {
            return true;
        }
        if (!underWay.contains(bundle)) {
            failIfPausing(bundle);
            begin(bundle);
        }
        return false;
    }

    private void failIfPausing(StoredBundle bundle) {
        long now = nanos.getAsLong();
        Failed failed = away != null && away.until - now > 0 ? away : failures.get(bundle);
        if (failed != null && failed.until - now > 0) {
            StoreException cause = failed.cause();
            throw new StoreException(cause.problem(), requireNonNull(cause.getMessage()), cause);
        }
    }

    private void begin(StoredBundle bundle) {
        if (closed) {
            throw new StoreException(StoreProblem.AWAY, "the service is closing", null);
        }
        underWay.add(bundle);
        try {
            fetching.execute(() -> fetch(bundle));
        } catch (RejectedExecutionException e) {
            underWay.remove(bundle);
            throw new StoreException(StoreProblem.AWAY, "the service is closing", e);
        }
    }

    /**
     * Returns the bytes of a bundle, mapped into memory; blocks while it is fetched.
     *
     * @return empty if that takes longer than {@code within}; it goes on
     * @throws StoreException if it cannot be read
     */
    public Optional<ByteBuffer> map(StoredBundle bundle, Duration within) {
        if (!await(bundle, within)) {
            return Optional.empty();
        }
        Optional<ByteBuffer> content = copies.map(bundle);
        if (content.isEmpty()) {
            // Deleted or damaged meanwhile: the next call finds a new copy.
            isAtHand(bundle);
        }
        return content;
    }

    private synchronized boolean await(StoredBundle bundle, Duration within) {
        long deadline = nanos.getAsLong() + within.toNanos();
        while (!isAtHand(bundle)) {
            long left = deadline - nanos.getAsLong();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException(
                        StoreProblem.AWAY, "interrupted while " + bundle.key() + " was read from the store", e);
            }
        }
        return true;
    }

    private void fetch(StoredBundle bundle) {
        try {
            synchronized (this) {
                // The store may have turned out to be away while this bundle waited for its turn.
                failIfPausing(bundle);
            }
            copies.fetch(opened(), bundle);
            succeeded(bundle);
        } catch (StoreException e) {
            failed(bundle, e);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Reading {} from the store failed", bundle.key(), e);
            failed(bundle, new StoreException(StoreProblem.AWAY, bundle.key() + " cannot be read: " + e, e));
        }
    }

    private ObjectStore opened() {
        synchronized (opener) {
            ObjectStore known = store;
            if (known == null) {
                known = opener.get();
                store = known;
            }
            return known;
        }
    }

    private synchronized void succeeded(StoredBundle bundle) {
        if (away != null) {
            LOG.info("The store of models answers again");
            away = null;
        }
        failures.remove(bundle);
        underWay.remove(bundle);
        notifyAll();
    }

    private synchronized void failed(StoredBundle bundle, StoreException e) {
        long now = nanos.getAsLong();
        boolean isNews = !(e.getCause() instanceof StoreException);
        if (e.concernsAll()) {
            if (away == null) {
                LOG.warn("Bundles cannot be read from the store, and are tried again: {}", e.getMessage());
            }
            away = isNews ? Failed.after(away, e, now) : away;
        } else if (isNews) {
            failures.put(bundle, Failed.after(failures.get(bundle), e, now));
        }
        underWay.remove(bundle);
        notifyAll();
    }

    /** Ends the threads. A bundle that is being read is given up. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        fetching.shutdownNow();
        synchronized (opener) {
            if (store != null) {
                store.close();
                store = null;
            }
        }
    }
}
