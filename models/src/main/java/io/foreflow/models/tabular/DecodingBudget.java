package io.foreflow.models.tabular;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The bytes that pictures may take while they are decoded, shared by all threads of the process. A picture that does
 * not fit now waits until others are done, in order of arrival. A picture that could never fit is refused at once.
 *
 * <p>No wait lasts for ever: a thread that holds bytes decodes one picture, of bounded size, and waits for nothing
 * meanwhile.
 */
final class DecodingBudget {
    /** The budget of the process: a quarter of the heap. */
    static final DecodingBudget OF_PROCESS =
            new DecodingBudget(Math.max(Runtime.getRuntime().maxMemory() / 4, DecodingBudget.UNIT));

    /** Bytes per unit of the count, so that an int can count two TiB. */
    private static final int UNIT = 1 << 10;

    private final int units;
    private final Semaphore free;

    /** @param bytes at least 1,024; more than two TiB count as two TiB */
    DecodingBudget(long bytes) {
        if (bytes < UNIT) {
            throw new IllegalArgumentException("a budget of " + bytes + " bytes decodes no picture");
        }
        this.units = (int) Math.min(bytes / UNIT, Integer.MAX_VALUE);
        this.free = new Semaphore(units, true);
    }

    /** Total number of bytes, free or not. */
    long bytes() {
        return (long) units * UNIT;
    }

    /** Number of free bytes. */
    long freeBytes() {
        return (long) free.availablePermits() * UNIT;
    }

    /**
     * Does {@code work} once {@code bytes} are free. The work must not use this budget again.
     *
     * @throws PictureTooLargeException if {@code bytes} are more than the whole budget
     */
    <T> T within(long bytes, Supplier<T> work) {
        if (bytes > bytes()) {
            throw new PictureTooLargeException("decoding it takes " + megabytes(bytes) + " MB of memory; at most "
                    + megabytes(bytes()) + " MB, a quarter of Java's heap, may be used");
        }
        int taken = (int) ((bytes + UNIT - 1) / UNIT);
        free.acquireUninterruptibly(taken);
        try {
            return work.get();
        } finally {
            free.release(taken);
        }
    }

    private static long megabytes(long bytes) {
        return Math.round(bytes / 1e6);
    }
}
