package io.foreflow.forecaster.service;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for durations. It starts with the machine's clock, and no setting of that clock moves it afterwards. Do not
 * compare its times with those of others.
 */
final class SteadyClock extends Clock {
    private final Instant start;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final ZoneId zone;

    SteadyClock(Clock clock, LongSupplier nanoTime) {
        this(clock.instant(), nanoTime, nanoTime.getAsLong(), ZoneOffset.UTC);
    }

    private SteadyClock(Instant start, LongSupplier nanoTime, long startNanos, ZoneId zone) {
        this.start = start;
        this.nanoTime = nanoTime;
        this.startNanos = startNanos;
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, nanoTime, startNanos, other);
    }
}
