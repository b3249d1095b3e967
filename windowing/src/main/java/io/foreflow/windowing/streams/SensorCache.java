package io.foreflow.windowing.streams;

import io.foreflow.models.series.SensorId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a task keeps deserialised of the sensors used last, within its share of a {@link HeapBudget}; what is dropped must be in a
 * store already. Confined to one thread.
 *
 * @param <E> what is kept of a sensor
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
     * @param load makes a sensor's entry when it is asked for and not at hand; must not use this
     * @param weigh how many bytes an entry takes, about
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

    /** Returns how many bytes are at hand, about. */
    long bytes() {
        return bytes;
    }

    /** Returns how many sensors are at hand. */
    int size() {
        return entries.size();
    }

    /** Drops everything and leaves the budget to others. */
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
