package io.foreflow.forecaster.query;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import java.util.Optional;

/** The models that make forecasts. Safe for use by many threads. */
public interface ForecastModels {
    /** Returns a model if it is in memory; never blocks. */
    Optional<TrainedModel> held(ModelRef model);

    /**
     * Returns a model. If it is not in memory, it is read from the models topic, which may take seconds.
     *
     * @return empty if it is not on the topic any more
     * @throws UnavailableStateException if it cannot be read at present
     */
    Optional<TrainedModel> read(ModelRef model);

    /** Returns the model that serves a sensor, if there is one and it is in memory; never blocks. */
    Optional<TrainedModel> inUse(SensorId sensor);

    /** Returns the engine that runs a network. */
    Engine engine(NetworkSpec network);
}
