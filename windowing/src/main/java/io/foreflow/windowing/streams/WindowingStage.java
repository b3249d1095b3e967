package io.foreflow.windowing.streams;

import static io.foreflow.windowing.streams.RecordFailures.surviving;
import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.ingest.wire.TopicSpec;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowTopics;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Windowing as a part of a Kafka Streams topology: from the readings topic to windows, training windows and rejected
 * readings. The next stage attaches itself to the node {@link #CLOSED_BUCKETS}.
 */
public final class WindowingStage {
    /**
     * The node that forwards every closed bucket and every retirement, as {@code SensorId} and {@code Emission}. The
     * emission is a {@code BucketClosed} or a {@code Retired}; after the latter the next stage must drop the sensor's
     * state.
     */
    public static final String CLOSED_BUCKETS = "closed-buckets";

    /** Store by sensor: time, last arrival, next bucket to close. */
    public static final String HEAD_STORE = "head";

    /** Store by sensor and slot of buckets: the recent readings. */
    public static final String RAW_STORE = "raw";

    /** Store by sensor and UTC day: the values of closed buckets. */
    public static final String MEMORY_STORE = "memory";

    /** Store by sensor and bucket: the reports of covariates. */
    public static final String COVARIATES_STORE = "covariates";

    /** Store by time and sensor: the sensors that are due. */
    public static final String DUE_STORE = "due";

    static final String WINDOWS_SINK = "windows";
    static final String TRAINING_WINDOWS_SINK = "training-windows";
    static final String REJECTED_SINK = "rejected";
    static final String BY_SENSOR_SINK = "readings-by-sensor-sink";
    static final String UNPARTITIONED_REJECTED_SINK = "unpartitioned-rejected";
    static final String EVENT_SOURCE = "/foreflow/windowing";
    private static final String READINGS = "readings";
    private static final String BROUGHT_READINGS = "brought-readings";
    private static final String WINDOWING = "windowing";
    private static final String UNPARTITIONED_READINGS = "unpartitioned-readings";
    private static final String REPARTITIONING = "repartitioning";

    private WindowingStage() {}

    /**
     * @param topics names of Foreflow's own topics
     * @param input the readings topic and the format of its records
     * @param partitions number of partitions of the readings topic, at least 1
     * @param windowing how readings become windows
     * @param outputs topics of windows to write
     * @param listener hears what happens
     * @param tickInterval time between two ticks
     * @param budget number of bytes of sensor states that all tasks together keep deserialised
     * @param arrival extracts a record's time of arrival, for instance {@link ArrivalTime}
     */
    @RecordBuilder
    public record Config(
            TopicNames topics,
            InputMapping input,
            int partitions,
            WindowerConfig windowing,
            OutputTopics outputs,
            WindowingListener listener,
            Duration tickInterval,
            HeapBudget budget,
            TimestampExtractor arrival)
            implements WindowingStageConfigBuilder.With {
        private static final Duration SECOND = Duration.ofSeconds(1);

        public Config {
            requireNonNull(topics, "topics");
            requireNonNull(input, "input");
            requireNonNull(windowing, "windowing");
            requireNonNull(outputs, "outputs");
            requireNonNull(listener, "listener");
            requireNonNull(arrival, "arrival");
            requireNonNull(budget, "budget");
            if (partitions < 1) {
                throw new IllegalArgumentException("partitions (" + partitions + ") must be at least 1");
            }
            if (tickInterval.toMillis() < 1) {
                throw new IllegalArgumentException("tickInterval (" + tickInterval + ") must be at least 1 ms");
            }
        }

        /**
         * Creates a configuration for a topic of one partition, as in a test driver, with a tick every second and no
         * topic of windows.
         */
        public static Config of(
                TopicNames topics, InputMapping input, WindowerConfig windowing, WindowingListener listener) {
            return WindowingStageConfigBuilder.builder()
                    .topics(topics)
                    .input(input)
                    .partitions(1)
                    .windowing(windowing)
                    .outputs(OutputTopics.NONE)
                    .listener(listener)
                    .tickInterval(SECOND)
                    .budget(HeapBudget.ofHeap())
                    .arrival(new ArrivalTime(Clock.systemUTC(), input.isOwnTopic()))
                    .build();
        }

        /** Returns true if all readings pass through {@link WindowTopics#readingsBySensor} first. */
        boolean repartitions() {
            return WindowingStage.repartitions(input, windowing);
        }

        SensorPartitions sensorPartitions() {
            return new SensorPartitions(partitions);
        }
    }

    /**
     * Returns true if readings pass through {@link WindowTopics#readingsBySensor}, which must exist then. All readings
     * do where keys are no sensors or sensors have neighbours; otherwise only those on the wrong partition do. Where
     * keys are sensors, that topic needs as many partitions as the readings topic.
     */
    public static boolean readsBySensor(InputMapping input, WindowerConfig windowing) {
        return input.repartition() || !windowing.neighbours().isEmpty();
    }

    private static boolean repartitions(InputMapping input, WindowerConfig windowing) {
        return !input.keyedBySensor() || !windowing.neighbours().isEmpty();
    }

    /** Returns the topic whose partitions the stores follow: the state of a sensor belongs to its partition there. */
    public static String storedBy(TopicNames topics, InputMapping input, WindowerConfig windowing) {
        return repartitions(input, windowing) ? WindowTopics.readingsBySensor(topics) : input.topic(topics);
    }

    /** Adds source, processor, stores and sinks. */
    public static void addTo(Topology topology, Config config) {
        String bySensor = WindowTopics.readingsBySensor(config.topics());
        boolean bringsHome = !config.repartitions() && config.input().repartition();
        if (config.repartitions()) {
            addRepartitioning(topology, config);
            addSource(topology, READINGS, BySensorRecords.arrival(config.arrival()), bySensor);
        } else {
            addSource(topology, READINGS, config.arrival(), config.input().topic(config.topics()));
        }
        if (bringsHome) {
            addSource(topology, BROUGHT_READINGS, BySensorRecords.arrival(config.arrival()), bySensor);
        }
        Windower windower = new Windower(
                config.windowing(),
                config.outputs().trainingWindows() ? EnumSet.allOf(WindowKind.class) : EnumSet.of(WindowKind.LIVE));
        String[] sources = bringsHome ? new String[] {READINGS, BROUGHT_READINGS} : new String[] {READINGS};
        topology.addProcessor(WINDOWING, () -> surviving(new WindowingProcessor(config, windower)), sources)
                .addStateStore(store(HEAD_STORE), WINDOWING)
                .addStateStore(store(RAW_STORE), WINDOWING)
                .addStateStore(store(MEMORY_STORE), WINDOWING)
                .addStateStore(store(COVARIATES_STORE), WINDOWING)
                .addStateStore(store(DUE_STORE), WINDOWING)
                .addProcessor(CLOSED_BUCKETS, PassOn::new, WINDOWING);
        if (config.outputs().windows()) {
            addSink(
                    topology,
                    WINDOWS_SINK,
                    WindowTopics.windows(config.topics(), config.outputs().format()),
                    WINDOWING);
        }
        if (config.outputs().trainingWindows()) {
            addSink(
                    topology,
                    TRAINING_WINDOWS_SINK,
                    WindowTopics.trainingWindows(
                            config.topics(), config.outputs().format()),
                    WINDOWING);
        }
        addBytesSink(topology, REJECTED_SINK, config.topics().rejected(), WINDOWING);
        if (bringsHome) {
            addBySensorSink(topology, bySensor, WINDOWING);
        }
    }

    private static void addRepartitioning(Topology topology, Config config) {
        addSource(
                topology,
                UNPARTITIONED_READINGS,
                config.arrival(),
                config.input().topic(config.topics()));
        topology.addProcessor(
                REPARTITIONING, () -> surviving(new RepartitioningProcessor(config)), UNPARTITIONED_READINGS);
        addBySensorSink(topology, WindowTopics.readingsBySensor(config.topics()), REPARTITIONING);
        addBytesSink(topology, UNPARTITIONED_REJECTED_SINK, config.topics().rejected(), REPARTITIONING);
    }

    private static void addSource(Topology topology, String name, TimestampExtractor arrival, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                arrival,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic);
    }

    private static void addBySensorSink(Topology topology, String topic, String parent) {
        topology.addSink(
                BY_SENSOR_SINK,
                topic,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                BySensorRecords.PARTITIONER,
                parent);
    }

    private static <K, V> void addSink(Topology topology, String name, TopicSpec<K, V> topic, String parent) {
        topology.addSink(
                name, topic.name(), topic.key().serializer(), topic.value().serializer(), parent);
    }

    private static void addBytesSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }

    /**
     * Returns the builder of a store. It is cached: within a commit interval the changelog gets one record for each
     * key, however often it changed.
     */
    private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    private static final class PassOn extends ContextualProcessor<Object, Object, Object, Object> {
        @Override
        public void process(Record<Object, Object> record) {
            context().forward(record);
        }
    }
}
