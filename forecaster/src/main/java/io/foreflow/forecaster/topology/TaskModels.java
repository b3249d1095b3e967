package io.foreflow.forecaster.topology;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.models.series.SensorId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One task's replicas, by the name of their model. The replicas of a model are closed with the task's last sensor that
 * it serves: a sensor leaves it when its route changes or when it is retired. While the memory of all tasks is full, the
 * least recently used models are evicted; a sensor that needs one of them opens it again. Confined to one thread.
 */
final class TaskModels implements AutoCloseable {
    private final PipelineMetrics metrics;
    private final ModelMemory memory;
    private final Consumer<String> evicted;

    /** The replicas in the order of their last use. */
    private final Map<String, Replicas> byName = new LinkedHashMap<>(16, 0.75f, true);

    /** The name of the model that served each sensor last. */
    private final Map<SensorId, String> served = new HashMap<>();

    /** The replicas of the versions of one model. */
    static final class Replicas {
        private final ModelSlot champion;
        private final ModelSlot shadow;
        private int sensors;
        private boolean isEvicted;

        private Replicas(PipelineMetrics metrics, ModelMemory memory) {
            champion = new ModelSlot(metrics, memory);
            shadow = new ModelSlot(metrics, memory);
        }

        /** Returns true, once, if the replicas were open and had to make room. */
        boolean wasEvicted() {
            boolean was = isEvicted;
            isEvicted = false;
            return was;
        }

        private boolean isOpen() {
            return champion.model().isPresent() || shadow.model().isPresent();
        }

        ModelSlot champion() {
            return champion;
        }

        ModelSlot shadow() {
            return shadow;
        }

        private void close() {
            champion.close();
            shadow.close();
        }
    }

    /**
     * @param memory memory of the replicas of all tasks
     * @param evicted hears the name of each model that made room
     */
    TaskModels(PipelineMetrics metrics, ModelMemory memory, Consumer<String> evicted) {
        this.metrics = metrics;
        this.memory = memory;
        this.evicted = evicted;
    }

    /** Returns the replicas of the model that serves a sensor from now on. */
    Replicas of(SensorId sensor, String name) {
        String before = served.put(sensor, name);
        Replicas inUse = byName.computeIfAbsent(name, one -> new Replicas(metrics, memory));
        if (!name.equals(before)) {
            inUse.sensors++;
            if (before != null) {
                leave(before);
            }
        }
        return inUse;
    }

    /**
     * Evicts the least recently used models while the memory is full. The most recently used one stays, however large it
     * is: without it no forecast could be made.
     */
    void makeRoom() {
        if (!memory.isFull()) {
            return;
        }
        int others = byName.size() - 1;
        for (Map.Entry<String, Replicas> eldest : byName.entrySet()) {
            if (others-- == 0 || !memory.isFull()) {
                return;
            }
            Replicas replicas = eldest.getValue();
            if (replicas.isOpen()) {
                replicas.close();
                replicas.isEvicted = true;
                metrics.modelEvicted();
                evicted.accept(eldest.getKey());
            }
        }
    }

    /** Forgets a sensor that is not forecast any more. */
    void forget(SensorId sensor) {
        String before = served.remove(sensor);
        if (before != null) {
            leave(before);
        }
    }

    private void leave(String name) {
        Replicas left = requireNonNull(byName.get(name));
        if (--left.sensors == 0) {
            byName.remove(name);
            left.close();
        }
    }

    /** Returns the number of models in use. */
    int size() {
        return byName.size();
    }

    @Override
    public void close() {
        byName.values().forEach(Replicas::close);
        byName.clear();
        served.clear();
    }
}
