package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.streams.OutputTopics;
import io.foreflow.windowing.streams.RecordFailures;
import io.foreflow.windowing.streams.WindowingListener;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams without a broker. */
public final class TestStreams {
    /** The stamp of a record is when it arrived, as if a broker had stamped it. */
    private static final TimestampExtractor STAMPED = (record, unused) -> record.timestamp();

    /** The defaults, but each bucket closes with its first reading. */
    public static final PipelineConfig ONE_A_BUCKET = PipelineConfig.defaults()
            .withOutputs(new OutputTopics(true, true, TopicFormat.JSON))
            .withWindowing(PipelineConfig.defaults().windowing().withReadingsPerBucket(1));

    private TestStreams() {}

    /** The pipeline on a readings topic of one partition. */
    public static Topology pipeline(PipelineConfig config, ModelView models, PipelineMetrics metrics) {
        return PipelineTopology.build(config, 1, models, metrics, STAMPED, HeapBudget.ofHeap());
    }

    /** The pipeline with one model for all sensors, without a shadow. */
    public static Topology pipeline(
            PipelineConfig config, Supplier<Optional<ServingModel>> champion, PipelineMetrics metrics) {
        return pipeline(config, everywhere(champion), metrics);
    }

    /** A view with one model for all sensors, without a shadow. */
    public static ModelView everywhere(Supplier<Optional<ServingModel>> champion) {
        return sensor -> new ServingModels("default", champion.get(), Optional.empty());
    }

    /**
     * Runs a topology, all of whose stores and internal topics must have names.
     *
     * @param dir for state
     * @param now at which the wall clock begins
     */
    public static TopologyTestDriver driver(Topology topology, Path dir, Instant now) {
        return driver(topology, dir, now, WindowingListener.NONE);
    }

    /** @param listener told of records whose processing failed */
    public static TopologyTestDriver driver(Topology topology, Path dir, Instant now, WindowingListener listener) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "foreflow-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
        RecordFailures.addTo(properties, TopicNames.DEFAULT, listener);
        return new TopologyTestDriver(topology, properties, now);
    }

    /** Adds empty {@link ScoreStores} in memory. */
    static void addScoreStores(MockProcessorContext<?, ?> context) {
        for (String name :
                List.of(ScoreStores.PENDING, ScoreStores.RESIDUALS, NewestForecasts.STORE, StoredAlerts.STORE)) {
            KeyValueStore<byte[], byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
    }
}
