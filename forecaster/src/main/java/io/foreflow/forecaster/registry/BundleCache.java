package io.foreflow.forecaster.registry;

import io.foreflow.models.model.TrainedModel;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cache of bundles by the digest of their bytes, up to a number of bytes; it evicts the least recently used one. A
 * bundle that is still in use is found even after eviction, so that no bundle is in memory twice. Safe for use by many
 * threads.
 */
final class BundleCache {
    private final long budget;
    private final LinkedHashMap<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Used> used = new HashMap<>();
    private long bytes;

    /** @param bytes size of its weights, about that of the file */
    private record Held(TrainedModel bundle, int bytes) {}

    private record Used(WeakReference<TrainedModel> bundle, int bytes) {}

    /** @param budget maximum in bytes; a larger bundle is cached alone */
    BundleCache(long budget) {
        this.budget = budget;
    }

    synchronized Optional<TrainedModel> get(String sha256) {
        Held strong = held.get(sha256);
        if (strong != null) {
            return Optional.of(strong.bundle());
        }
        Used weak = used.get(sha256);
        TrainedModel bundle = weak == null ? null : weak.bundle().get();
        if (weak == null || bundle == null) {
            return Optional.empty();
        }
        put(sha256, bundle, weak.bytes());
        return Optional.of(bundle);
    }

    synchronized void put(String sha256, TrainedModel bundle, int length) {
        used.values().removeIf(other -> other.bundle().get() == null);
        used.put(sha256, new Used(new WeakReference<>(bundle), length));
        drop(held.remove(sha256));
        makeRoom(length);
        held.put(sha256, new Held(bundle, length));
        bytes += length;
    }

    /** Evicts the least recently used bundles until {@code length} bytes fit, or nothing is left. */
    synchronized void makeRoom(int length) {
        Iterator<Held> oldest = held.values().iterator();
        while (bytes + length > budget && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    synchronized void remove(String sha256) {
        drop(held.remove(sha256));
    }

    private void drop(@Nullable Held dropped) {
        if (dropped != null) {
            bytes -= dropped.bytes();
        }
    }

    /** Returns the size of the cached bundles in bytes. */
    synchronized long heldBytes() {
        return bytes;
    }

    synchronized int size() {
        return held.size();
    }
}
