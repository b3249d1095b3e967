package io.foreflow.forecaster.query;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is expensive to find, and is looked for at most once in a while. One thread looks at a time. What it
 * finds, or its failure, serves those who wait for it. Safe for use by many threads.
 */
public final class Memo<T> implements Supplier<T> {
    private final Supplier<T> source;
    /** Share of the time that scans may take: a look-up of 20 ms is kept for 2 s. */
    private static final int SHARE_OF_SCANS = 100;

    private final long nanos;
    private final int rest;
    private final LongSupplier nanoTime;

    private @Nullable T value;
    private @Nullable RuntimeException failure;
    private long lookedAt;

    /** Nanoseconds for which what was found is kept. */
    private long kept;

    public Memo(Supplier<T> source, Duration age) {
        this(source, age, 0, System::nanoTime);
    }

    /**
     * Makes a memo for a scan of all sensors. A value that took long to find is kept longer, so that scans take at most
     * a hundredth of the time of one processor, whatever the number of sensors.
     *
     * @param age minimum time for which a value is kept
     */
    public static <T> Memo<T> ofScan(Supplier<T> source, Duration age) {
        return new Memo<>(source, age, SHARE_OF_SCANS, System::nanoTime);
    }

    /** @param rest a value is kept for at least so many times the time that it took to find; 0 for no such minimum */
    Memo(Supplier<T> source, Duration age, int rest, LongSupplier nanoTime) {
        this.source = source;
        this.nanos = age.toNanos();
        this.rest = rest;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized T get() {
        boolean looked = value != null || failure != null;
        if (!looked || nanoTime.getAsLong() - lookedAt >= kept) {
            look();
        }
        if (failure != null) {
            throw failure;
        }
        return requireNonNull(value);
    }

    private void look() {
        long begun = nanoTime.getAsLong();
        try {
            value = source.get();
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        }
        lookedAt = nanoTime.getAsLong();
        kept = failure == null ? Math.max(nanos, rest * (lookedAt - begun)) : nanos;
    }
}
