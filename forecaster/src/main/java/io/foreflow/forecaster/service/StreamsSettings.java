package io.foreflow.forecaster.service;

import io.foreflow.ingest.publish.TopicPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of Kafka Streams. Foreflow's choices are set without a prefix, so that every property under
 * {@code kafka:} overrides them, prefixed or not. Only settings with a key of their own in the configuration cannot be
 * set there.
 */
public final class StreamsSettings {
    /**
     * Commit interval in milliseconds while the service catches up: it makes large transactions, in which a state that
     * changes several times is written once. The output of a live reading asks for its own commit.
     */
    static final int COMMIT_INTERVAL_MS = 1_000;

    /** Commit interval of inference in milliseconds: read-committed consumers see a result at most this much later. */
    static final int INFERENCE_COMMIT_INTERVAL_MS = 100;

    /**
     * Time in milliseconds after a crash until the group reassigns the lost instance's partitions, also to the same
     * instance after a restart. Kafka's default of 45 s would be 45 s without forecasts.
     */
    static final int SESSION_TIMEOUT_MS = 10_000;

    /** Size of batches in bytes: forecasts and state are sent in large batches of similar JSON. */
    static final int BATCH_BYTES = 128 * 1024;

    static final String COMPRESSION = "lz4";

    private static final String MIN_IN_SYNC_OF_CHANGELOGS =
            StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);

    private StreamsSettings() {}

    /**
     * @param processors number of processors of the machine
     * @param instance name of the instance, with which its clients' ids end
     */
    public static Properties of(LiveServiceConfig config, int processors, String instance) {
        return properties(settings(config, processors, COMMIT_INTERVAL_MS), "-" + instance);
    }

    private static Map<String, String> settings(LiveServiceConfig config, int processors, int commitIntervalMs) {
        Map<String, String> settings = new HashMap<>();
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Integer.toString(commitIntervalMs));
        settings.put(
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                Integer.toString(Math.max(1, Math.min(processors, config.partitions()))));
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Integer.toString(config.replicationFactor()));
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.applicationId());
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Integer.toString(SESSION_TIMEOUT_MS));
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, COMPRESSION);

        if (!config.kafka().containsKey(StreamsConfig.REPLICATION_FACTOR_CONFIG)) {
            TopicPlan.minInSync(config.replicationFactor())
                    .ifPresent(copies -> settings.put(MIN_IN_SYNC_OF_CHANGELOGS, Integer.toString(copies)));
        }

        settings.putAll(config.kafka());

        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
        return settings;
    }

    /**
     * Returns the properties for inference: the same, except a consumer group, threads and clients of its own.
     *
     * @param instance name of the instance, with which its clients' ids end
     * @throws IllegalArgumentException if the configuration has no thread for it
     */
    public static Properties ofInference(LiveServiceConfig config, String instance) {
        if (config.inferenceThreads() == 0) {
            throw new IllegalArgumentException("there is no thread for inference");
        }
        Map<String, String> settings = settings(config, 1, INFERENCE_COMMIT_INTERVAL_MS);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.toString(config.inferenceThreads()));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.inferenceApplicationId());
        return properties(settings, "-inference-" + instance);
    }

    private static Properties properties(Map<String, String> settings, String endOfClientIds) {
        settings.merge(StreamsConfig.CLIENT_ID_CONFIG, endOfClientIds, String::concat);
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }
}
