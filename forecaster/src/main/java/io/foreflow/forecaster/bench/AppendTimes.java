package io.foreflow.forecaster.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The times at which the broker appended records to a topic, in milliseconds since 1970, ascending. */
final class AppendTimes {
    private static final Duration POLL = Duration.ofMillis(200);

    private final long[] times;

    private AppendTimes(long[] times) {
        this.times = times;
    }

    /** Marks the present ends of a topic. */
    static Map<TopicPartition, Long> ends(String bootstrap, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            return Map.copyOf(consumer.endOffsets(partitions));
        }
    }

    /** Returns the times of the committed records that were written after a mark. */
    static AppendTimes since(String bootstrap, Map<TopicPartition, Long> mark) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            consumer.assign(mark.keySet());
            mark.forEach(consumer::seek);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(mark.keySet()));
            LongStream.Builder times = LongStream.builder();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    times.add(record.timestamp());
                }
            }
            long[] sorted = times.build().toArray();
            Arrays.sort(sorted);
            return new AppendTimes(sorted);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    int count() {
        return times.length;
    }

    /** Returns the time of a record, from 0. */
    long at(int i) {
        return times[i];
    }

    long last() {
        return times[times.length - 1];
    }
}
