package io.foreflow.forecaster.topology;

import io.foreflow.models.series.SensorId;

/** The models that one task uses, so that they are in memory. Confined to one thread. */
public interface ModelUse extends AutoCloseable {
    /**
     * Finds the models that serve a sensor, at present. Called for each closed bucket. It blocks only while the champion
     * of a model is read that this instance has not used before, and then for some seconds at most.
     */
    ServingModels of(SensorId sensor);

    /** Looks for a change of the routes. Called every second, also without records. */
    void refresh();

    /** Says that the task has evicted a model: it may leave the memory until a sensor needs it again. */
    void evicted(String name);

    /** Ends the use: models that no other task uses may leave the memory. */
    @Override
    void close();
}
