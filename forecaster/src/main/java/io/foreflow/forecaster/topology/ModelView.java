package io.foreflow.forecaster.topology;

import io.foreflow.models.series.SensorId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Finds the models that serve a sensor, at present. Safe for use by many threads. */
public interface ModelView {
    /** A view without a model: every forecast is a fallback. */
    ModelView NONE = sensor -> ServingModels.NONE;

    ServingModels of(SensorId sensor);

    /** The sensors of one task. */
    interface TaskSensors {
        void forEach(Consumer<SensorId> action);
    }

    /**
     * Begins to use the models of a task's sensors. They are in memory when this returns, unless that takes too long.
     *
     * @param sensors sensors in the task's stores; it may be asked again when routes change
     */
    default ModelUse open(TaskSensors sensors) {
        return new ModelUse() {
            @Override
            public ServingModels of(SensorId sensor) {
                return ModelView.this.of(sensor);
            }

            @Override
            public void refresh() {}

            @Override
            public void evicted(String name) {}

            @Override
            public void close() {}
        };
    }

    /** Returns the memory that the replicas of all tasks share. */
    default ModelMemory memory() {
        return ModelMemory.unlimited();
    }

    /** Returns a view with one model for all sensors, without a shadow. */
    static ModelView ofAll(Supplier<Optional<ServingModel>> champion) {
        return sensor -> new ServingModels("", champion.get(), Optional.empty());
    }
}
