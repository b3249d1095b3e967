package io.foreflow.forecaster.offline;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of a topic, in order within a partition. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Map<String, Object> settings;

    /** The first record to read. */
    public enum ReadStart {
        BEGINNING,
        END
    }

    /** The last record to read. */
    public enum ReadStop {
        /** The last record at the start of reading. */
        END,
        /** None: reading goes on until the thread is interrupted. */
        NEVER
    }

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

    /**
     * Passes every record to {@code consumer}, from the topic's beginning to its end at the start of reading.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached or refuses
     */
    public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> consumer) {
        read(topic, partitions(topic), ReadStart.BEGINNING, ReadStop.END, record -> {
            consumer.accept(record);
            return true;
        });
    }

    /**
     * Returns the partitions of a topic; none if it does not exist.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached or refuses
     */
    public List<Integer> partitions(String topic) {
        try (KafkaConsumer<byte[], byte[]> kafka = connect()) {
            return kafka.partitionsFor(topic).stream()
                    .map(info -> info.partition())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Passes the records of some partitions to {@code wanted} until it returns false.
     *
     * @throws org.apache.kafka.common.errors.InterruptException if the thread is interrupted
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached or refuses
     */
    public void read(
            String topic,
            List<Integer> numbers,
            ReadStart start,
            ReadStop stop,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        try (KafkaConsumer<byte[], byte[]> kafka = connect()) {
            List<TopicPartition> partitions = numbers.stream()
                    .map(number -> new TopicPartition(topic, number))
                    .toList();
            kafka.assign(partitions);
            Map<TopicPartition, Long> ends = kafka.endOffsets(partitions);
            if (start == ReadStart.BEGINNING) {
                kafka.seekToBeginning(partitions);
            } else {
                ends.forEach(kafka::seek);
            }
            while (stop == ReadStop.NEVER
                    || ends.entrySet().stream().anyMatch(end -> kafka.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : kafka.poll(POLL)) {
                    boolean isBehind = stop == ReadStop.END
                            && record.offset() >= ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L);
                    if (!isBehind && !wanted.test(record)) {
                        return;
                    }
                }
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> connect() {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
