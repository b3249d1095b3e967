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
 * Bundles at hand, by the digest of their bytes, up to a number of bytes; of more the one that was asked for least lately is
 * dropped. A bundle that somebody still uses is found as long as it is used, also after it was dropped, so that none is in
 * memory twice. Safe for use by many threads.
 */
final class BundleCache {
    private final long budget;
    private final LinkedHashMap<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Used> used = new HashMap<>();
    private long bytes;

    /** @param bytes of its weights, about those of the file */
    private record Held(TrainedModel bundle, int bytes) {}

    private record Used(WeakReference<TrainedModel> bundle, int bytes) {}

    /** @param budget in bytes; a larger bundle is held alone */
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

    /** Drops what was asked for least lately until {@code length} bytes fit, or nothing is left. */
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

    /** Returns the bytes that are held because they were asked for lately. */
    synchronized long heldBytes() {
        return bytes;
    }

    synchronized int size() {
        return held.size();
    }
}
