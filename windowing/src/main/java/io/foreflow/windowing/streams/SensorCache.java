package io.foreflow.windowing.streams;

import io.foreflow.models.series.SensorId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cache of deserialised entries of the sensors that a task used last, within its share of a {@link HeapBudget}. An
 * entry must be in a store before it may be evicted. Confined to one thread.
 *
 * @param <E> cached entry of a sensor
 */
public final class SensorCache<E> implements AutoCloseable {
    /** Bytes of the map's own entry, the sensor's id and the objects around an entry. */
    private static final int OVERHEAD = 300;

    private final Map<SensorId, Weighed<E>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final HeapBudget budget;
    private final Function<SensorId, E> load;
    private final ToLongFunction<E> weigh;
    private long bytes;

    private record Weighed<E>(E entry, long bytes) {}

    /**
     * @param load makes a sensor's entry when it is not cached; must not use this cache
     * @param weigh returns the approximate bytes of an entry
     */
    public SensorCache(HeapBudget budget, Function<SensorId, E> load, ToLongFunction<E> weigh) {
        this.budget = budget;
        this.load = load;
        this.weigh = weigh;
        budget.join();
    }

    public E get(SensorId sensor) {
        Weighed<E> known = entries.get(sensor);
        if (known != null) {
            return known.entry();
        }
        E loaded = load.apply(sensor);
        put(sensor, loaded);
        return loaded;
    }

    /** Replaces a sensor's entry, or weighs it again after it has changed. */
    public void put(SensorId sensor, E entry) {
        Weighed<E> weighed = new Weighed<>(entry, OVERHEAD + weigh.applyAsLong(entry));
        bytes += weighed.bytes() - bytesOf(entries.put(sensor, weighed));
        long share = budget.share();
        Iterator<Weighed<E>> eldest = entries.values().iterator();
        while (bytes > share && entries.size() > 1) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    public void remove(SensorId sensor) {
        bytes -= bytesOf(entries.remove(sensor));
    }

    /** Returns the approximate size of all cached entries in bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the number of cached sensors. */
    int size() {
        return entries.size();
    }

    /** Evicts everything and releases the share of the budget. */
    @Override
    public void close() {
        entries.clear();
        bytes = 0;
        budget.leave();
    }

    private static long bytesOf(@Nullable Weighed<?> entry) {
        return entry == null ? 0 : entry.bytes();
    }
}
