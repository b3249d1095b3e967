package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.kafka.KnownTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of the models topic from an offset on, without a consumer group. Confined to one thread.
 */
final class ModelsTopic implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private static final String FETCH = Integer.toString(1 << 20);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    /** Creates a reader that owns {@code consumer}. */
    ModelsTopic(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
    }

    /** Creates a suitable consumer from the user's settings for all clients. */
    static Consumer<byte[], byte[]> consumer(Map<String, String> kafka) {
        Map<String, Object> config = clientConfig(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // A missing offset means another log: this class decides what to do then, not an automatic reset.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // One bundle at a time: with one record a poll the consumer fetches nothing ahead, and a fetch of this size
        // ends with
        // the first large record.
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Creates a consumer that reads one record: it gives up if Kafka does not answer.
     *
     * @param patience maximum time of one request to Kafka
     */
    static Consumer<byte[], byte[]> consumer(Map<String, String> kafka, Duration patience) {
        Map<String, String> impatient = new HashMap<>(kafka);
        String millis = Long.toString(patience.toMillis());
        impatient.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        impatient.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return consumer(impatient);
    }

    /** Returns the settings without those of the service's own consumer group. */
    static Map<String, Object> clientConfig(Map<String, String> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.keySet().removeIf(key -> key.startsWith("group.") || key.equals(CommonClientConfigs.CLIENT_ID_CONFIG));
        return config;
    }

    /**
     * Checks the topic. This or {@link #assign} must come first.
     *
     * @throws RegistryException if the topic is missing or does not have exactly one partition
     */
    void open() {
        String topic = partition.topic();
        int partitions = KnownTopic.partitions(consumer, topic).size();
        if (partitions == 0) {
            throw new RegistryException("topic " + topic + " does not exist; foreflow serve creates it, or create it"
                    + " with 1 partition and " + ModelRecords.topicConfig());
        }
        if (partitions > 1) {
            throw new RegistryException("topic " + topic + " has " + partitions
                    + " partitions where models need exactly 1; create it again, or configure another topic prefix");
        }
        assign();
    }

    /** Assigns the topic without the checks of {@link #open}, if it is known to be valid. */
    void assign() {
        consumer.assign(List.of(partition));
    }

    void wakeup() {
        consumer.wakeup();
    }

    void seekToBeginning() {
        consumer.seekToBeginning(List.of(partition));
    }

    void seek(long offset) {
        consumer.seek(partition, offset);
    }

    /** Returns the present end of the committed records. */
    long end() {
        return requireNonNull(consumer.endOffsets(List.of(partition)).get(partition), "end offset");
    }

    /** Returns the offset of the next record. */
    long position() {
        return consumer.position(partition);
    }

    /** Returns false if the latest answer of the broker told of more committed records. */
    boolean isAtEnd() {
        return consumer.currentLag(partition).orElse(0) <= 0;
    }

    List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        return consumer.poll(wait).records(partition);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }
}
