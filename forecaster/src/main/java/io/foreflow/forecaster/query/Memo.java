package io.foreflow.forecaster.query;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is expensive to find, and is looked for at most once in a while. One thread looks at a time; what it
 * finds, or its failure, serves those who wait for it. Safe for use by many threads.
 */
public final class Memo<T> implements Supplier<T> {
    private final Supplier<T> source;
    private final long nanos;
    private final LongSupplier nanoTime;

    private @Nullable T value;
    private @Nullable RuntimeException failure;
    private long lookedAt;

    public Memo(Supplier<T> source, Duration age) {
        this(source, age, System::nanoTime);
    }

    Memo(Supplier<T> source, Duration age, LongSupplier nanoTime) {
        this.source = source;
        this.nanos = age.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized T get() {
        boolean looked = value != null || failure != null;
        if (!looked || nanoTime.getAsLong() - lookedAt >= nanos) {
            look();
        }
        if (failure != null) {
            throw failure;
        }
        return requireNonNull(value);
    }

    private void look() {
        try {
            value = source.get();
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        }
        lookedAt = nanoTime.getAsLong();
    }
}
