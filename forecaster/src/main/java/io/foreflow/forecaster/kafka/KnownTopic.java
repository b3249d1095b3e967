package io.foreflow.forecaster.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Finds the partitions of a topic that may be new. One of several brokers may know it already while another one, which is
 * asked next, has not heard of it.
 */
public final class KnownTopic {
    private static final Duration WITHIN = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private KnownTopic() {}

    /**
     * Returns the partitions of a topic; none if it is still unknown after some seconds.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached or refuses, or if the thread is
     *     interrupted
     */
    public static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
        long until = System.nanoTime() + WITHIN.toNanos();
        List<PartitionInfo> known = consumer.partitionsFor(topic);
        while (known.isEmpty() && System.nanoTime() < until) {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            known = consumer.partitionsFor(topic);
        }
        return known.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
