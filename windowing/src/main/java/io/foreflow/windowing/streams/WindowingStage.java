package io.foreflow.windowing.streams;

import static io.foreflow.windowing.streams.RecordFailures.surviving;
import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.ingest.wire.TopicSpec;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.wire.WindowTopics;
import java.time.Clock;
import java.time.Duration;
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
 * Windowing as a part of a Kafka Streams topology: from the readings topic to windows, training windows and rejected readings. What
 * comes next attaches itself to the node {@link #CLOSED_BUCKETS}.
 */
public final class WindowingStage {
    /**
     * The node from which every closed bucket comes, and every retirement, after which nothing is to be kept of the sensor: as {@code SensorId}
     * and {@code Emission}, which is a {@code BucketClosed} or {@code Retired}.
     */
    public static final String CLOSED_BUCKETS = "closed-buckets";

    /** By sensor: time, last arrival, what closes next. */
    public static final String HEAD_STORE = "head";

    /** By sensor and time: the value of each recent reading. */
    public static final String RAW_STORE = "raw";

    /** By sensor and UTC day: the values of closed buckets. */
    public static final String MEMORY_STORE = "memory";

    /** By sensor and bucket: what was reported of covariates. */
    public static final String COVARIATES_STORE = "covariates";

    /** By time and sensor: who has something to do when. */
    public static final String DUE_STORE = "due";

    static final String WINDOWS_SINK = "windows";
    static final String TRAINING_WINDOWS_SINK = "training-windows";
    static final String REJECTED_SINK = "rejected";
    static final String BY_SENSOR_SINK = "readings-by-sensor-sink";
    static final String UNPARTITIONED_REJECTED_SINK = "unpartitioned-rejected";
    static final String EVENT_SOURCE = "/foreflow/windowing";
    private static final String READINGS = "readings";
    private static final String WINDOWING = "windowing";
    private static final String UNPARTITIONED_READINGS = "unpartitioned-readings";
    private static final String REPARTITIONING = "repartitioning";

    private WindowingStage() {}

    /**
     * @param topics what Foreflow's own topics are called
     * @param input from which topic, and how, readings are read
     * @param windowing how readings become windows
     * @param listener hears what happens
     * @param tickInterval how often the wall clock is looked at
     * @param budget how many bytes of states of sensors all tasks together keep deserialised
     * @param arrival when a record arrived, for instance {@link ArrivalTime}
     */
    public record Config(
            TopicNames topics,
            InputMapping input,
            WindowerConfig windowing,
            WindowingListener listener,
            Duration tickInterval,
            HeapBudget budget,
            TimestampExtractor arrival) {
        private static final Duration SECOND = Duration.ofSeconds(1);

        public Config {
            requireNonNull(topics, "topics");
            requireNonNull(input, "input");
            requireNonNull(windowing, "windowing");
            requireNonNull(listener, "listener");
            requireNonNull(arrival, "arrival");
            requireNonNull(budget, "budget");
            if (tickInterval.toMillis() < 1) {
                throw new IllegalArgumentException("tickInterval (" + tickInterval + ") must be at least 1 ms");
            }
        }

        /** Looks at the clock every second. */
        public Config(TopicNames topics, InputMapping input, WindowerConfig windowing, WindowingListener listener) {
            this(topics, input, windowing, listener, SECOND, HeapBudget.ofHeap(), new ArrivalTime(Clock.systemUTC()));
        }

        boolean repartitions() {
            return WindowingStage.repartitions(input, windowing);
        }

        public Config withTickInterval(Duration interval) {
            return new Config(topics, input, windowing, listener, interval, budget, arrival);
        }

        public Config withBudget(HeapBudget newBudget) {
            return new Config(topics, input, windowing, listener, tickInterval, newBudget, arrival);
        }

        public Config withArrival(TimestampExtractor newArrival) {
            return new Config(topics, input, windowing, listener, tickInterval, budget, newArrival);
        }
    }

    /**
     * True when readings first pass through {@link WindowTopics#readingsBySensor}, which has to exist then: to come to the partition of
     * their sensor, or to those of the sensors whose neighbour it is.
     */
    public static boolean repartitions(InputMapping input, WindowerConfig windowing) {
        return !input.keyedBySensor() || !windowing.neighbours().isEmpty();
    }

    /** Adds source, processor, stores and sinks. */
    public static void addTo(Topology topology, Config config) {
        if (config.repartitions()) {
            addRepartitioning(topology, config);
            addSource(topology, READINGS, config, WindowTopics.readingsBySensor(config.topics()));
        } else {
            addSource(topology, READINGS, config, config.input().topic(config.topics()));
        }
        Windower windower = new Windower(config.windowing());
        topology.addProcessor(WINDOWING, () -> surviving(new WindowingProcessor(config, windower)), READINGS)
                .addStateStore(store(HEAD_STORE), WINDOWING)
                .addStateStore(store(RAW_STORE), WINDOWING)
                .addStateStore(store(MEMORY_STORE), WINDOWING)
                .addStateStore(store(COVARIATES_STORE), WINDOWING)
                .addStateStore(store(DUE_STORE), WINDOWING)
                .addProcessor(CLOSED_BUCKETS, PassOn::new, WINDOWING);
        addSink(topology, WINDOWS_SINK, WindowTopics.windows(config.topics()), WINDOWING);
        addSink(topology, TRAINING_WINDOWS_SINK, WindowTopics.trainingWindows(config.topics()), WINDOWING);
        addBytesSink(topology, REJECTED_SINK, config.topics().rejected(), WINDOWING);
    }

    private static void addRepartitioning(Topology topology, Config config) {
        addSource(topology, UNPARTITIONED_READINGS, config, config.input().topic(config.topics()));
        topology.addProcessor(
                REPARTITIONING, () -> surviving(new RepartitioningProcessor(config)), UNPARTITIONED_READINGS);
        addBytesSink(topology, BY_SENSOR_SINK, WindowTopics.readingsBySensor(config.topics()), REPARTITIONING);
        addBytesSink(topology, UNPARTITIONED_REJECTED_SINK, config.topics().rejected(), REPARTITIONING);
    }

    private static void addSource(Topology topology, String name, Config config, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                config.arrival(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic);
    }

    private static <K, V> void addSink(Topology topology, String name, TopicSpec<K, V> topic, String parent) {
        topology.addSink(
                name, topic.name(), topic.key().serializer(), topic.value().serializer(), parent);
    }

    private static void addBytesSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }

    /** Cached: within a commit interval a store's changelog gets one record for each key, however often it changed. */
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
