package io.foreflow.forecaster.api;

import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.query.SensorOwners;
import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.registry.ModelSnapshot;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the paths of the service read. A supplier throws {@code UnavailableStateException} while it has no answer; the
 * request is answered with 503 then.
 *
 * @param facts what does not change
 * @param sensors sensors of this instance
 * @param owners instances that own sensors
 * @param partitions returns the number of partitions of the readings topic
 * @param models returns the models on the models topic
 * @param progress asks Kafka how far the service is
 */
public record ServiceRoutes(
        Supplier<ServiceFacts> facts,
        SensorQueries sensors,
        SensorOwners owners,
        IntSupplier partitions,
        Supplier<ModelSnapshot> models,
        Supplier<PipelineProgress> progress) {

    List<Routes> all(Tls tls) {
        Peers peers = new Peers(owners, tls);
        return List.of(
                new StatusRoutes(facts, progress, sensors, models, peers, partitions),
                new SensorRoutes(sensors, peers, partitions),
                new ForecastRoutes(sensors, peers),
                new ModelRoutes(models));
    }
}
