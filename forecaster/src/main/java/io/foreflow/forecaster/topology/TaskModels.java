package io.foreflow.forecaster.topology;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.models.series.SensorId;
import java.util.HashMap;
import java.util.Map;

/**
 * One task's replicas, by the name of their model. The replicas of a model are closed with the task's last sensor that
 * it serves: a sensor leaves it when its route changes or when it is retired. Confined to one thread.
 */
final class TaskModels implements AutoCloseable {
    private final PipelineMetrics metrics;
    private final Map<String, Replicas> byName = new HashMap<>();

    /** The name of the model that served each sensor last. */
    private final Map<SensorId, String> served = new HashMap<>();

    /** The replicas of the versions of one model. */
    static final class Replicas {
        private final ModelSlot champion;
        private final ModelSlot shadow;
        private int sensors;

        private Replicas(PipelineMetrics metrics) {
            champion = new ModelSlot(metrics);
            shadow = new ModelSlot(metrics);
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

    TaskModels(PipelineMetrics metrics) {
        this.metrics = metrics;
    }

    /** Returns the replicas of the model that serves a sensor from now on. */
    Replicas of(SensorId sensor, String name) {
        String before = served.put(sensor, name);
        Replicas inUse = byName.computeIfAbsent(name, one -> new Replicas(metrics));
        if (!name.equals(before)) {
            inUse.sensors++;
            if (before != null) {
                leave(before);
            }
        }
        return inUse;
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
