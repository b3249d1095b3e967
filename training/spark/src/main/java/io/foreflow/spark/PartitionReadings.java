package io.foreflow.spark;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.spark.InputRow.UnusedRow;
import io.foreflow.spark.InputRow.UsedRow;
import io.foreflow.spark.ReadingsInput.TopicInput;
import io.foreflow.training.job.FailedTrainingException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a topic of readings, from its beginning to an offset.
 *
 * @param end offset of the first record that is left out
 * @param until records that arrived later are left out
 */
record PartitionReadings(String topic, Map<String, String> kafka, int number, long end, Instant until)
        implements Serializable {
    private static final Duration POLL = Duration.ofMillis(500);

    PartitionReadings {
        kafka = new HashMap<>(kafka);
    }

    /** Finds the partitions of a topic and their ends. */
    static PartitionedReadings open(JavaSparkContext spark, TopicInput input, Instant until) {
        List<PartitionReadings> partitions = partitions(input, until);
        return new PartitionedReadings() {
            @Override
            public <T> JavaRDD<T> map(PartitionWork<T> work) {
                return spark.parallelize(partitions, partitions.size()).mapPartitions(part -> {
                    // Spark gives each task one of them.
                    return part.hasNext() ? work.on(part.next().rows()) : Collections.emptyIterator();
                });
            }
        };
    }

    private static List<PartitionReadings> partitions(TopicInput input, Instant until) {
        try (KafkaConsumer<byte[], byte[]> consumer = connect(input.kafka())) {
            List<TopicPartition> all = consumer.partitionsFor(input.topic()).stream()
                    .map(info -> new TopicPartition(input.topic(), info.partition()))
                    .toList();
            if (all.isEmpty()) {
                throw new FailedTrainingException("there is no topic " + input.topic() + "; see --topic");
            }
            return consumer.endOffsets(all).entrySet().stream()
                    .map(end -> new PartitionReadings(
                            input.topic(), input.kafka(), end.getKey().partition(), end.getValue(), until))
                    .toList();
        } catch (KafkaException e) {
            throw new FailedTrainingException(
                    "the topic " + input.topic() + " cannot be read: " + e.getMessage()
                            + "; see --bootstrap-servers and --kafka",
                    e);
        }
    }

    private static KafkaConsumer<byte[], byte[]> connect(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Iterator<InputRow> rows() {
        KafkaConsumer<byte[], byte[]> consumer = connect(kafka);
        TaskCompletionListener closing = task -> consumer.close();
        TaskContext.get().addTaskCompletionListener(closing);
        TopicPartition partition = new TopicPartition(topic, number);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return new Records(consumer, partition);
    }

    /** The records of the partition one by one. */
    private final class Records implements Iterator<InputRow> {
        private final ReadingParser parser = new ReadingParser(InputMapping.NATIVE);
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final TopicPartition partition;
        private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
        private @Nullable InputRow next;

        Records(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
            this.consumer = consumer;
            this.partition = partition;
        }

        @Override
        public boolean hasNext() {
            while (next == null && (polled.hasNext() || consumer.position(partition) < end)) {
                if (polled.hasNext()) {
                    next = row(polled.next());
                } else {
                    polled = consumer.poll(POLL).iterator();
                }
            }
            return next != null;
        }

        @Override
        public InputRow next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            InputRow row = next;
            next = null;
            return row;
        }

        private @Nullable InputRow row(ConsumerRecord<byte[], byte[]> record) {
            if (record.offset() >= end || record.timestamp() > until.toEpochMilli()) {
                return null;
            }
            ReadingParser.Result result = parser.parse(record.key(), record.value());
            return result instanceof ReadingParser.Accepted accepted
                    ? new UsedRow(accepted.reading())
                    : new UnusedRow(topic + ", partition " + number + ", offset " + record.offset() + ": "
                            + ((ReadingParser.Refused) result).detail());
        }
    }
}
