package io.foreflow.forecaster.offline;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of a topic, from its beginning to its end at the start of reading. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Map<String, Object> settings;

    /** @param kafka properties of Kafka clients, with {@code bootstrap.servers} */
    public TopicReader(Map<String, String> kafka) {
        Map<String, Object> consumer = new HashMap<>(kafka);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.settings = Map.copyOf(consumer);
    }

    /** Returns the number of partitions of a topic; 0 if there is no such topic. */
    public int partitions(String topic) {
        try (KafkaConsumer<byte[], byte[]> kafka = consumer()) {
            return kafka.partitionsFor(topic).size();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Passes every record to {@code consumer}, in order within a partition.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached or refuses
     */
    public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> consumer) {
        try (KafkaConsumer<byte[], byte[]> kafka = consumer()) {
            List<TopicPartition> partitions = kafka.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            kafka.assign(partitions);
            kafka.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = kafka.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> kafka.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : kafka.poll(POLL)) {
                    if (record.offset() < ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                        consumer.accept(record);
                    }
                }
            }
        }
    }
}
