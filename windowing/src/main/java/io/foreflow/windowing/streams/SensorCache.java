package io.foreflow.windowing.streams;

import io.foreflow.models.series.SensorId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cache of deserialised entries of a task's sensors, within its share of a {@link HeapBudget}. An entry must be in a
 * store before it may be evicted. Confined to one thread.
 *
 * <p>Sensors send in turn. A full cache that kept those used last would evict each sensor just before its next reading,
 * so that none would ever be found. A newcomer is therefore only kept until the next one comes, except for one in
 * {@value #ADMITTED}: that one takes the place of the sensor that was not used for longest (bimodal insertion: Qureshi
 * and others, Adaptive Insertion Policies for High Performance Caching, ISCA 2007).
 *
 * @param <E> cached entry of a sensor
 */
public final class SensorCache<E> implements AutoCloseable {
    /** Bytes of the map's own entry, the sensor's id and the objects around an entry. */
    private static final int OVERHEAD = 300;

    /** One in so many newcomers stays in a full cache. */
    private static final int ADMITTED = 16;

    private final Map<SensorId, Weighed<E>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final HeapBudget budget;
    private final Function<SensorId, E> load;
    private final ToLongFunction<E> weigh;
    private long bytes;
    private int newcomers;
    private @Nullable Visitor<E> visitor;

    private record Weighed<E>(E entry, long bytes) {}

    /** The latest newcomer that does not stay. */
    private record Visitor<E>(SensorId sensor, E entry) {}

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

    /** Returns a sensor's entry. It is the same until it is put or removed, or another sensor's entry is asked for. */
    public E get(SensorId sensor) {
        Weighed<E> known = entries.get(sensor);
        if (known != null) {
            return known.entry();
        }
        if (visitor != null && visitor.sensor().equals(sensor)) {
            return visitor.entry();
        }
        E loaded = load.apply(sensor);
        put(sensor, loaded);
        return loaded;
    }

    /** Replaces a sensor's entry, or weighs it again after it has changed. */
    public void put(SensorId sensor, E entry) {
        Weighed<E> weighed = new Weighed<>(entry, OVERHEAD + weigh.applyAsLong(entry));
        long share = budget.share();
        if (!entries.containsKey(sensor) && !stays(sensor, bytes + weighed.bytes() <= share)) {
            visitor = new Visitor<>(sensor, entry);
        } else {
            bytes += weighed.bytes() - bytesOf(entries.put(sensor, weighed));
        }
        Iterator<Weighed<E>> eldest = entries.values().iterator();
        while (bytes > share && entries.size() > 1) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    /** Decides about a sensor that is not among the entries. */
    private boolean stays(SensorId sensor, boolean fits) {
        boolean visits = visitor != null && visitor.sensor().equals(sensor);
        boolean stays = fits || (!visits && ++newcomers % ADMITTED == 0);
        if (visits && stays) {
            visitor = null;
        }
        return stays;
    }

    public void remove(SensorId sensor) {
        bytes -= bytesOf(entries.remove(sensor));
        if (visitor != null && visitor.sensor().equals(sensor)) {
            visitor = null;
        }
    }

    /** Returns the approximate size of the entries that stay, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the number of sensors that stay. */
    int size() {
        return entries.size();
    }

    /** Evicts everything and releases the share of the budget. */
    @Override
    public void close() {
        entries.clear();
        bytes = 0;
        visitor = null;
        budget.leave();
    }

    private static long bytesOf(@Nullable Weighed<?> entry) {
        return entry == null ? 0 : entry.bytes();
    }
}
