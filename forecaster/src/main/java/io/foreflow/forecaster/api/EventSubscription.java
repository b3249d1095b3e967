package io.foreflow.forecaster.api;

import io.foreflow.ingest.wire.Json;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for one client. A client that lets too many wait is dropped: what waits is thrown away, and the
 * last event says so.
 */
final class EventSubscription {
    /** Type of the last event of a client that was too slow. */
    static final String DROPPED = "dropped";

    private final Predicate<ServiceEvent> wanted;
    private final int capacity;
    private final Queue<ServiceEvent> waiting = new ArrayDeque<>();
    private boolean ended;

    /** @param capacity maximum number of events that wait */
    EventSubscription(Predicate<ServiceEvent> wanted, int capacity) {
        this.wanted = wanted;
        this.capacity = capacity;
    }

    synchronized void offer(ServiceEvent event) {
        if (ended || !wanted.test(event)) {
            return;
        }
        if (waiting.size() < capacity) {
            waiting.add(event);
        } else {
            int lost = waiting.size() + 1;
            waiting.clear();
            waiting.add(ServiceEvent.of(DROPPED, Json.object(json -> {
                json.writeNumberField("lost", lost);
                json.writeStringField(
                        "detail",
                        "this client reads too slowly; connect again, with a sensor or fewer types of events");
            })));
            ended = true;
        }
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Returns true once no event will come any more. */
    synchronized boolean isOver() {
        return ended && waiting.isEmpty();
    }

    /** Returns true while no event waits. */
    synchronized boolean isIdle() {
        return waiting.isEmpty();
    }

    /** Waits for the next event. Returns empty if none came in time, or if the subscription is over. */
    synchronized Optional<ServiceEvent> next(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; waiting.isEmpty() && !ended && left > 0; ) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
        @Nullable ServiceEvent next = waiting.poll();
        return Optional.ofNullable(next);
    }
}
