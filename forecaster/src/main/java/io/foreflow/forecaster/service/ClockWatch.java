package io.foreflow.forecaster.service;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the machine's clock is set while the service runs. Kafka's clients measure their waits with that clock. A
 * clock that is set forward ends them early, and they try again. A clock that is set back holds them up for as long as it
 * was set back: no heartbeat, no commit and no poll comes to its end.
 */
final class ClockWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    /** Shorter steps do no harm: a session lasts longer. */
    static final Duration TOLERATED = Duration.ofSeconds(5);

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final LongSupplier wallMillis;
    private final LongSupplier nanoTime;
    private final Consumer<Duration> onSetBack;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "foreflow-clock-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** Both clocks at the last look. */
    private long lastMillis;

    private long lastNanos;

    /**
     * @param wallMillis returns the machine's time in milliseconds
     * @param nanoTime returns nanoseconds that no setting of the clock moves
     * @param onSetBack called with how far the clock was set back, if that is more than {@link #TOLERATED}
     */
    ClockWatch(LongSupplier wallMillis, LongSupplier nanoTime, Consumer<Duration> onSetBack) {
        this.wallMillis = wallMillis;
        this.nanoTime = nanoTime;
        this.onSetBack = onSetBack;
        this.lastMillis = wallMillis.getAsLong();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Looks every second from now on. */
    void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Compares the two clocks. */
    void look() {
        long nanos = nanoTime.getAsLong();
        long millis = wallMillis.getAsLong();
        if (nanoTime.getAsLong() - nanos > EVERY.toNanos()) {
            // The process was halted between the two clocks, so that they cannot be compared.
            return;
        }
        Duration step = Duration.ofMillis(millis - lastMillis).minusNanos(nanos - lastNanos);
        lastMillis = millis;
        lastNanos = nanos;
        if (step.compareTo(TOLERATED) > 0) {
            LOG.warn("The machine's clock was set forward by {} s", step.toSeconds());
        } else if (step.negated().compareTo(TOLERATED) > 0) {
            onSetBack.accept(step.negated());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
