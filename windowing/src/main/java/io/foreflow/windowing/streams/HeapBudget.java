package io.foreflow.windowing.streams;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A budget of heap bytes for the cached states of all tasks of one process, shared evenly. Sizes are estimates. Safe
 * for use by several threads.
 */
public final class HeapBudget {
    /** The cache takes one part in this many of the heap; models, Kafka's buffers and records take the rest. */
    private static final int HEAP_SHARE = 5;

    private final long bytes;
    private final AtomicInteger users = new AtomicInteger();

    /** @param bytes 0 or more; with 0 each user caches one state */
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
