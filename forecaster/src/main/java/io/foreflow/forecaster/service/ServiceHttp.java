package io.foreflow.forecaster.service;

import io.foreflow.forecaster.api.HttpApi;
import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.api.Probes;
import io.foreflow.forecaster.api.ReadingsSender;
import io.foreflow.forecaster.api.ServiceFacts;
import io.foreflow.forecaster.api.ServiceRoutes;
import io.foreflow.forecaster.api.ServiceRoutesBuilder;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.metrics.SensorOverview;
import io.foreflow.forecaster.metrics.SensorOverview.SensorError;
import io.foreflow.forecaster.query.Memo;
import io.foreflow.forecaster.query.PipelineMonitor;
import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.query.StreamsStores;
import io.foreflow.forecaster.query.UnavailableStateException;
import io.foreflow.forecaster.registry.ModelRegistry;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.topology.InferenceView;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * HTTP of a live service. It listens before anything else runs, so that probes can say what is missing; parts of the
 * service are added as they start.
 */
final class ServiceHttp implements AutoCloseable {
    private static final String NO_BROKER = "the broker has not answered or its topics do not exist yet";

    private final LiveServiceConfig config;
    private final SensorQueries sensors;
    private final HttpApi api;
    private volatile @Nullable PipelineMonitor monitor;
    private volatile @Nullable ReadingsSender readings;
    private volatile @Nullable ModelRegistry models;
    private volatile @Nullable Function<String, ServingModels> forecasting;
    private volatile @Nullable InferenceView inference;
    private volatile @Nullable KafkaStreams streams;
    private volatile int partitions;

    /** Probes may be asked many times a second; the broker is not. */
    private final Memo<Optional<String>> brokerProblem =
            new Memo<>(() -> Optional.ofNullable(monitor).flatMap(PipelineMonitor::problem), Duration.ofSeconds(5));

    /**
     * @param metrics counts requests for inference, and replicas that are opened
     * @param engines selects the engine of a network
     * @throws io.foreflow.forecaster.api.BindException if a token or the certificate cannot be read
     */
    ServiceHttp(
            LiveServiceConfig config,
            Probes probes,
            PipelineMetrics metrics,
            Function<NetworkSpec, Selection> engines) {
        this.config = config;
        StreamsStores stores = new StreamsStores(
                () -> streams,
                this::instance,
                WindowingStage.storedBy(
                        config.pipeline().topics(),
                        config.pipeline().input(),
                        config.pipeline().windowing()));
        this.sensors = new SensorQueries(
                stores,
                config.pipeline().windowing(),
                new RegistryForecastModels(this::registry, config.routing(), engines));
        this.api = new HttpApi(
                config.http(),
                probes,
                ServiceRoutesBuilder.builder()
                        .facts(this::facts)
                        .sensors(sensors)
                        .owners(stores)
                        .partitions(() -> partitions)
                        .models(this::models)
                        .desk(new KafkaModelDesk(config, stores, Clock.systemUTC()))
                        .progress(this::progress)
                        .readings(this::readings)
                        .consumers(() -> ServiceRoutes.consumer(config.kafka()))
                        .windowing(config.pipeline().windowing())
                        .forecasting(name -> known(forecasting).apply(name))
                        .inference(name -> known(inference).find(name))
                        .metrics(metrics)
                        .build());
    }

    /** @throws io.foreflow.forecaster.api.BindException if the port is taken or the address is not this machine's */
    void start() {
        api.start();
    }

    int port() {
        return api.port();
    }

    /** Returns the address of this instance, for people. */
    String url() {
        return api.scheme() + "://" + config.http().host() + ":" + api.port();
    }

    /** Returns the name under which other instances reach this one, from {@link #start()} on. */
    HostInfo instance() {
        HttpSettings settings = config.http();
        return new HostInfo(settings.advertisedHost(), settings.advertisedPort(api.port()));
    }

    /** Returns {@link #instance()} as {@code HOST:PORT}. */
    String instanceName() {
        HostInfo instance = instance();
        return instance.host() + ":" + instance.port();
    }

    /** Shows how far the service is, and takes readings; Kafka has answered. */
    void broker() {
        TopicNames topics = config.pipeline().topics();
        monitor = new PipelineMonitor(
                config.kafka(),
                config.applicationId(),
                config.pipeline().input().topic(topics),
                topics.forecasts());
        readings = ReadingsSender.of(config.kafka(), topics.readings());
    }

    /**
     * Shows the models, and answers with them.
     *
     * @param forecasters finds the models of a name
     */
    void models(ModelRegistry started, Function<String, ServingModels> forecasters, InferenceView others) {
        models = started;
        forecasting = forecasters;
        inference = others;
    }

    /** @param read number of partitions of the topic that readings come from */
    void streams(KafkaStreams started, int read) {
        partitions = config.pipeline().input().keyedBySensor() ? read : config.partitions();
        streams = started;
    }

    /** Returns how the sensors of this instance are; empty while their state cannot be read. */
    Optional<SensorOverview> overview() {
        try {
            Map<String, Long> byState = new HashMap<>();
            sensors.counts().byStatus().forEach((status, count) -> byState.put(status.label(), count));
            return Optional.of(new SensorOverview(
                    byState,
                    sensors.worst().stream()
                            .map(worst -> new SensorError(worst.sensor().value(), worst.mase()))
                            .toList()));
        } catch (UnavailableStateException e) {
            return Optional.empty();
        }
    }

    private ServiceFacts facts() {
        return config.facts(instanceName());
    }

    private ModelSnapshot models() {
        return registry().snapshot();
    }

    private ModelRegistry registry() {
        ModelRegistry started = models;
        return known(started);
    }

    /** Returns what needs the models, once they are known. */
    private <T> T known(@Nullable T reader) {
        ModelRegistry known = models;
        if (reader == null || known == null || !known.isCaughtUp()) {
            throw new UnavailableStateException("the models topic has not been read to its end");
        }
        return reader;
    }

    private PipelineProgress progress() {
        PipelineMonitor known = monitor;
        if (known == null) {
            throw new UnavailableStateException(NO_BROKER);
        }
        return known.progress();
    }

    /** Returns the reason why the broker cannot be used now; empty if it answers, or if the service only starts. */
    Optional<String> brokerProblem() {
        return brokerProblem.get();
    }

    private Optional<ReadingsSender> readings() {
        if (!config.pipeline().input().isOwnTopic()) {
            return Optional.empty();
        }
        ReadingsSender known = readings;
        if (known == null) {
            throw new UnavailableStateException(NO_BROKER);
        }
        return Optional.of(known);
    }

    @Override
    public void close() {
        api.close();
        ReadingsSender sender = readings;
        if (sender != null) {
            sender.close();
        }
        PipelineMonitor known = monitor;
        if (known != null) {
            known.close();
        }
    }
}
