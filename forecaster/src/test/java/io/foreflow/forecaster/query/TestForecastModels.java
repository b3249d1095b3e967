package io.foreflow.forecaster.query;

import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Models of a pipeline under test: the one in use, and those that were. */
public final class TestForecastModels implements ForecastModels, ModelView {
    private final Map<ModelRef, TrainedModel> known = new ConcurrentHashMap<>();
    private volatile Optional<TrainedModel> inUse = Optional.empty();

    /** Lets a model forecast from now on. */
    public void use(TrainedModel model) {
        known.put(model.ref(), model);
        inUse = Optional.of(model);
    }

    /** Deletes a model. */
    void delete(ModelRef model) {
        known.remove(model);
    }

    @Override
    public Optional<TrainedModel> held(ModelRef model) {
        return Optional.ofNullable(known.get(model));
    }

    @Override
    public Optional<TrainedModel> read(ModelRef model) {
        return held(model);
    }

    @Override
    public Optional<TrainedModel> inUse(SensorId sensor) {
        return inUse;
    }

    @Override
    public Engine engine(NetworkSpec network) {
        return FusedEngine.plain();
    }

    @Override
    public ServingModels of(SensorId sensor) {
        return new ServingModels("default", inUse.map(model -> new InUse(model, this)), Optional.empty());
    }

    private record InUse(TrainedModel bundle, TestForecastModels models) implements ServingModel {
        @Override
        public ModelRef ref() {
            return bundle.ref();
        }

        @Override
        public String sha256() {
            return bundle.ref().toString();
        }

        @Override
        public ModelReplica open() {
            ModelForecaster forecaster = ModelForecaster.open(bundle, models::engine);
            return new ModelReplica() {
                @Override
                public ForecastOutcome forecast(Window window) {
                    return forecaster.forecast(window);
                }

                @Override
                public void close() {
                    forecaster.close();
                }
            };
        }
    }
}
