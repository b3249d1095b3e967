package io.foreflow.windowing.streams;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bytes of the heap that the tasks of one process may fill with states at hand, shared evenly. Sizes are estimates. Safe for use
 * by several threads.
 */
public final class HeapBudget {
    /** States at hand take one part in so many of the heap; models, Kafka's buffers and records take the rest. */
    private static final int HEAP_SHARE = 5;

    private final long bytes;
    private final AtomicInteger users = new AtomicInteger();

    /** @param bytes 0 or more; with 0 each user keeps one state */
    public HeapBudget(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a budget of " + bytes + " bytes must be 0 or more");
        }
        this.bytes = bytes;
    }

    /** Returns a fifth of the largest heap of this Java machine. */
    public static HeapBudget ofHeap() {
        return new HeapBudget(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    void join() {
        users.incrementAndGet();
    }

    void leave() {
        users.decrementAndGet();
    }

    /** Returns how many bytes one user may fill now. */
    long share() {
        return bytes / Math.max(1, users.get());
    }
}
