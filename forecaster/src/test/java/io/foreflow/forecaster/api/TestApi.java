package io.foreflow.forecaster.api;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.query.StreamsStores;
import io.foreflow.forecaster.query.TestForecastModels;
import io.foreflow.forecaster.query.UnavailableStateException;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.topology.InferenceView;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.ingest.wire.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.state.HostInfo;

/** HTTP of services under test. */
final class TestApi {
    static final PipelineProgress PROGRESS = new PipelineProgress(
            3, Optional.of(Instant.parse("2026-02-03T00:00:00Z")), Optional.of(Instant.parse("2026-02-03T00:00:01Z")));

    private TestApi() {}

    static HttpApi of(HttpSettings settings, Supplier<Health> ready) {
        return new HttpApi(settings, new Probes(ready, ready, accept -> new MetricsText("text/plain", "")), routes());
    }

    /** Routes of a service that has only just started. */
    static ServiceRoutes routes() {
        StreamsStores none = new StreamsStores(() -> null, () -> new HostInfo("localhost", 1), "readings");
        UnavailableStateException noModels =
                new UnavailableStateException("the models topic has not been read to its end");
        UnavailableStateException noBroker = new UnavailableStateException("the broker has not answered");
        return shared().sensors(
                        new SensorQueries(none, PipelineConfig.defaults().windowing(), new TestForecastModels()))
                .owners(none)
                .models(() -> {
                    throw noModels;
                })
                .progress(() -> {
                    throw noBroker;
                })
                .readings(() -> {
                    throw noBroker;
                })
                .forecasting(name -> {
                    throw noModels;
                })
                .inference(name -> {
                    throw noModels;
                })
                .build();
    }

    /** Routes of a service that answers requests for inference. */
    static ServiceRoutes routes(InferenceView models) {
        return ServiceRoutesBuilder.builder(routes())
                .models(() -> ModelSnapshot.EMPTY)
                .inference(models)
                .build();
    }

    /** Routes of a service whose state can be asked. */
    static ServiceRoutes routes(DriverService service) {
        return routes(service, Optional.empty());
    }

    static ServiceRoutes routes(DriverService service, Optional<ReadingsSender> readings) {
        return routes(service, readings, () -> PROGRESS);
    }

    /** @param progress returns how far the service is */
    static ServiceRoutes routes(DriverService service, Supplier<PipelineProgress> progress) {
        return routes(service, Optional.empty(), progress);
    }

    private static ServiceRoutes routes(
            DriverService service, Optional<ReadingsSender> readings, Supplier<PipelineProgress> progress) {
        return shared().sensors(service.queries())
                .owners(service)
                .progress(progress)
                .readings(() -> readings)
                .build();
    }

    /** Routes that all services under test share. */
    private static ServiceRoutesBuilder shared() {
        return ServiceRoutesBuilder.builder()
                .facts(TestApi::facts)
                .partitions(() -> 1)
                .models(() -> ModelSnapshot.EMPTY)
                .desk(new FakeDesk())
                .consumers(TestApi::consumer)
                .windowing(PipelineConfig.defaults().windowing())
                .forecasting(name -> ServingModels.NONE)
                .inference(InferenceView.NONE)
                .metrics(new PipelineMetrics(new SimpleMeterRegistry()));
    }

    private static Consumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        for (String topic :
                List.of(TopicNames.DEFAULT.forecasts(), TopicNames.DEFAULT.scores(), TopicNames.DEFAULT.alerts())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.updatePartitions(topic, List.of(new PartitionInfo(topic, 0, null, null, null)));
            consumer.updateEndOffsets(Map.of(partition, 0L));
        }
        return consumer;
    }

    private static ServiceFacts facts() {
        return new ServiceFacts(
                "0.1.0",
                "foreflow",
                "localhost:8080",
                "foreflow.readings.v1",
                TopicNames.DEFAULT,
                Routing.to("default"));
    }
}
