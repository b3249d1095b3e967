package io.foreflow.forecaster.topology;

import io.foreflow.models.series.SensorId;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the models that serve a sensor, at present. Called for each closed bucket and from several threads: it must be
 * cheap and never block.
 */
public interface ModelView {
    /** A view without a model: every forecast is a fallback. */
    ModelView NONE = sensor -> ServingModels.NONE;

    ServingModels of(SensorId sensor);

    /** Returns a view with one model for all sensors, without a shadow. */
    static ModelView ofAll(Supplier<Optional<ServingModel>> champion) {
        return sensor -> new ServingModels("", champion.get(), Optional.empty());
    }
}
