package io.foreflow.windowing.streams;

import io.foreflow.models.series.SensorId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a task keeps deserialised of the sensors used last; what is dropped must be in a store already. Confined to one
 * thread.
 *
 * @param <E> what is kept of a sensor
 */
public final class AtHand<E> {
    private final Map<SensorId, E> entries;
    private final Function<SensorId, E> load;

    /**
     * @param sensors of how many entries are kept, at least 1
     * @param load makes a sensor's entry when it is asked for and not at hand; must not use this
     */
    public AtHand(int sensors, Function<SensorId, E> load) {
        this.load = load;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<SensorId, E> eldest) {
                return size() > sensors;
            }
        };
    }

    public E get(SensorId sensor) {
        return entries.computeIfAbsent(sensor, load);
    }

    /** Replaces a sensor's entry. */
    public void put(SensorId sensor, E entry) {
        entries.put(sensor, entry);
    }

    public void remove(SensorId sensor) {
        entries.remove(sensor);
    }
}
