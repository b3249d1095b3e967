package io.foreflow.forecaster.api;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.query.SensorOwners;
import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.query.UnavailableStateException;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.topology.InferenceView;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.windowing.core.WindowerConfig;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What the paths of the service read. A supplier throws {@code UnavailableStateException} while it has no answer; the
 * request is answered with 503 then.
 *
 * @param facts what does not change
 * @param sensors sensors of this instance
 * @param owners instances that own sensors
 * @param partitions returns the number of partitions of the readings topic
 * @param models returns the models on the models topic
 * @param desk changes the champions of models, and the models of sensors
 * @param progress asks Kafka how far the service is
 * @param consumers makes consumers of committed records without a group
 * @param readings returns the sender of pushed readings; empty if the service reads a topic of another format
 * @param windowing how readings in a request become a window
 * @param forecasting finds the model of a name that forecasts from them
 * @param inference finds the classifiers and regressors that answer requests
 * @param metrics counts requests for inference, and replicas that are opened
 */
@RecordBuilder
public record ServiceRoutes(
        Supplier<ServiceFacts> facts,
        SensorQueries sensors,
        SensorOwners owners,
        IntSupplier partitions,
        Supplier<ModelSnapshot> models,
        ModelDesk desk,
        Supplier<PipelineProgress> progress,
        Supplier<Optional<ReadingsSender>> readings,
        Supplier<Consumer<byte[], byte[]>> consumers,
        WindowerConfig windowing,
        Function<String, ServingModels> forecasting,
        InferenceView inference,
        PipelineMetrics metrics) {

    List<Routes> all(HttpSettings settings, Probes probes, Tls tls) {
        Peers peers = new Peers(owners, tls);
        StatusRoutes status = new StatusRoutes(facts, progress, sensors, models, peers, partitions);
        EventHub hub = new EventHub();
        EventTail tail = new EventTail(consumers, () -> facts.get().topics(), hub, this::roles, status::summary);
        return List.of(
                status,
                new PageRoutes(),
                new DescriptionRoutes(),
                new SensorRoutes(sensors, peers, partitions),
                new ForecastRoutes(sensors, peers),
                new ModelRoutes(models),
                new LifecycleRoutes(models, desk, peers),
                new RoutingRoutes(() -> facts.get().configured(), models, desk),
                new ReadingRoutes(this::sender),
                new EventRoutes(hub, tail, settings.eventStreams()),
                new InferenceRoutes(facts, probes.ready(), models, inference, metrics.inference()),
                new TimeSeriesRoutes(this::routing, windowing, forecasting, metrics));
    }

    /** Returns a consumer for {@link #consumers}. */
    public static Consumer<byte[], byte[]> consumer(Map<String, String> kafka) {
        return EventTail.consumer(kafka);
    }

    private Optional<byte[]> roles() {
        try {
            return Optional.of(StatusJson.roles(models.get(), facts.get().configured()));
        } catch (UnavailableStateException e) {
            return Optional.empty();
        }
    }

    private Routing routing() {
        return models.get().routing(facts.get().configured());
    }

    private ReadingsSender sender() {
        return readings.get()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        409,
                        "this service reads the topic " + facts.get().readings()
                                + ", whose format is its producers' own; send readings there")));
    }
}
