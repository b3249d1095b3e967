package io.foreflow.forecaster.service;

import io.foreflow.forecaster.query.ForecastModels;
import io.foreflow.forecaster.query.UnavailableStateException;
import io.foreflow.forecaster.registry.ModelRegistry;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.UnavailableBundleException;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds the models of forecasts in the registry.
 *
 * @param registry returns the registry once it has read the models topic; throws {@link UnavailableStateException}
 *     before
 * @param configured models of the sensors, as long as the registry has no routes
 * @param engines selects the engine of a network
 */
record RegistryForecastModels(
        Supplier<ModelRegistry> registry, Routing configured, Function<NetworkSpec, Selection> engines)
        implements ForecastModels {
    @Override
    public Optional<TrainedModel> held(ModelRef model) {
        ModelRegistry known = registry.get();
        return known.snapshot().model(model).flatMap(known::cached);
    }

    @Override
    public Optional<TrainedModel> read(ModelRef model) {
        ModelRegistry known = registry.get();
        Optional<RegisteredModel> registered = known.snapshot().model(model);
        try {
            return registered.map(known::bundle);
        } catch (UnavailableBundleException e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw new UnavailableStateException("the model " + model + " cannot be read at present", e);
        }
    }

    @Override
    public Optional<TrainedModel> inUse(SensorId sensor) {
        ModelRegistry known = registry.get();
        ModelSnapshot snapshot = known.snapshot();
        return snapshot.champion(snapshot.routing(configured).modelOf(sensor))
                .filter(champion -> champion.kind().isForecaster())
                .flatMap(known::cached);
    }

    @Override
    public Engine engine(NetworkSpec network) {
        return engines.apply(network).engine();
    }
}
