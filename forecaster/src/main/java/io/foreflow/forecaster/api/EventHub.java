package io.foreflow.forecaster.api;

import io.foreflow.ingest.wire.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes events on to all subscriptions, and keeps the last ones for clients that connect again. Safe for use by many
 * threads.
 */
final class EventHub {
    /** Type of the event after which every event comes. */
    static final String READY = "ready";

    /** Type of the event that says that events may be missing before it. */
    static final String RESET = "reset";

    /** Maximum number of events that wait for one client. */
    static final int CAPACITY = 10_000;

    /** Number of events with an id that are kept. */
    static final int KEPT = 10_000;

    private final Deque<ServiceEvent> kept = new ArrayDeque<>();
    private final Set<EventSubscription> subscriptions = new HashSet<>();
    private boolean ready;

    /**
     * Subscribes a client.
     *
     * @param last id of the last event that the client has; empty for a new client
     */
    synchronized EventSubscription subscribe(Predicate<ServiceEvent> wanted, Optional<String> last) {
        EventSubscription subscription =
                new EventSubscription(event -> !isOfSensors(event) || wanted.test(event), CAPACITY + KEPT);
        last.ifPresent(id -> {
            List<ServiceEvent> missed = after(id);
            if (missed == null) {
                subscription.offer(reset());
            } else {
                missed.forEach(subscription::offer);
            }
        });
        if (ready) {
            subscription.offer(ServiceEvent.of(READY, empty()));
        }
        subscriptions.add(subscription);
        return subscription;
    }

    private static boolean isOfSensors(ServiceEvent event) {
        return event.id().isPresent()
                || event.type().equals("model")
                || event.type().equals("status");
    }

    /** Returns the kept events after one; null if it is not kept. */
    private @Nullable List<ServiceEvent> after(String id) {
        List<ServiceEvent> all = new ArrayList<>(kept);
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).id().filter(id::equals).isPresent()) {
                return all.subList(i + 1, all.size());
            }
        }
        return null;
    }

    synchronized void unsubscribe(EventSubscription subscription) {
        subscriptions.remove(subscription);
        subscription.end();
    }

    synchronized boolean hasSubscriptions() {
        return !subscriptions.isEmpty();
    }

    synchronized void publish(ServiceEvent event) {
        if (event.id().isPresent()) {
            kept.add(event);
            if (kept.size() > KEPT) {
                kept.remove();
            }
        }
        subscriptions.forEach(subscription -> subscription.offer(event));
    }

    /** Says that from now on every event is published. */
    synchronized void ready() {
        ready = true;
        ServiceEvent event = ServiceEvent.of(READY, empty());
        subscriptions.forEach(subscription -> subscription.offer(event));
    }

    /** Forgets all events, because some that follow will be missing. */
    synchronized void interrupted() {
        ready = false;
        kept.clear();
        ServiceEvent event = reset();
        subscriptions.forEach(subscription -> subscription.offer(event));
    }

    /** Ends all subscriptions. */
    synchronized void close() {
        subscriptions.forEach(EventSubscription::end);
        subscriptions.clear();
    }

    private static ServiceEvent reset() {
        return ServiceEvent.of(
                RESET,
                Json.object(json -> json.writeStringField(
                        "detail", "events before this one may be missing; read what you need again")));
    }

    private static byte[] empty() {
        return Json.object(json -> {});
    }
}
