package io.foreflow.forecaster.query;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is expensive to find, and is found again at most once in a while. One thread finds it at a time; a
 * failure is not kept. Safe for use by many threads.
 */
public final class Memo<T> implements Supplier<T> {
    private final Supplier<T> source;
    private final long nanos;
    private final LongSupplier nanoTime;

    private @Nullable T value;
    private long found;

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
        T known = value;
        if (known == null || nanoTime.getAsLong() - found >= nanos) {
            known = source.get();
            value = known;
            found = nanoTime.getAsLong();
        }
        return known;
    }
}
