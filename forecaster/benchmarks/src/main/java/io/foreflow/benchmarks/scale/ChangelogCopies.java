package io.foreflow.benchmarks.scale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.bench.Readings;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Gives many sensors the state of a few: writes the rows of the changelogs of a service that does not run under further
 * ids, so that the changelogs are as after a compaction, with one record a row.
 */
final class ChangelogCopies {
    private final Map<String, String> clients;
    private final String application;
    private final int partitions;
    private final int originals;
    private final int sensors;
    private long records;
    private long bytes;

    /**
     * @param application id of the service's application
     * @param partitions number of partitions of its topics
     * @param originals number of sensors that have a state, at least one in each partition
     * @param sensors number of sensors that shall have one, with the originals
     */
    ChangelogCopies(Map<String, String> clients, String application, int partitions, int originals, int sensors) {
        this.clients = clients;
        this.application = application;
        this.partitions = partitions;
        this.originals = originals;
        this.sensors = sensors;
    }

    /** Returns the number of rows of all sensors. */
    long records() {
        return records;
    }

    /** Returns the bytes of the rows of all sensors. */
    long bytes() {
        return bytes;
    }

    /** Writes the rows of the original sensors under the ids of the others. */
    void write() throws InterruptedException, ExecutionException {
        Readings all = new Readings(sensors, 1, 1);
        List<List<String>> originalsOf = new ArrayList<>();
        Map<String, List<String>> copiesOf = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            originalsOf.add(new ArrayList<>());
        }
        for (int i = 0; i < originals; i++) {
            String id = all.sensor(i).value();
            originalsOf.get(partition(id)).add(id);
        }
        for (int i = originals; i < sensors; i++) {
            String id = all.sensor(i).value();
            List<String> candidates = originalsOf.get(partition(id));
            copiesOf.computeIfAbsent(candidates.get(i % candidates.size()), unused -> new ArrayList<>())
                    .add(id);
        }
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (Admin admin = Admin.create(new HashMap<>(clients));
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        new HashMap<>(clients), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : admin.listTopics().names().get()) {
                if (topic.startsWith(application + "-") && topic.endsWith("-changelog")) {
                    int at = topic.equals(application + "-" + WindowingStage.DUE_STORE + "-changelog") ? Long.BYTES : 0;
                    for (PartitionInfo info : consumer.partitionsFor(topic)) {
                        copy(consumer, producer, new TopicPartition(topic, info.partition()), at, copiesOf);
                    }
                }
            }
        }
    }

    private void copy(
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer,
            TopicPartition changelog,
            int at,
            Map<String, List<String>> copiesOf) {
        consumer.assign(List.of(changelog));
        consumer.seekToBeginning(List.of(changelog));
        Map<String, byte[]> keys = new HashMap<>();
        Map<String, byte[]> rows = new HashMap<>();
        long end = requireNonNull(consumer.endOffsets(List.of(changelog)).get(changelog));
        while (consumer.position(changelog) < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                String key = Arrays.toString(record.key());
                keys.put(key, record.key());
                rows.put(key, record.value());
            });
        }
        rows.forEach((name, value) -> {
            byte[] key = keys.get(name);
            if (value == null || key == null) {
                return;
            }
            int idEnd = at;
            while (idEnd < key.length && key[idEnd] != 0) {
                idEnd++;
            }
            String id = new String(key, at, idEnd - at, UTF_8);
            records++;
            bytes += key.length + value.length;
            for (String copy : copiesOf.getOrDefault(id, List.of())) {
                byte[] ofCopy = copy.getBytes(UTF_8);
                byte[] other = new byte[key.length - id.length() + ofCopy.length];
                System.arraycopy(key, 0, other, 0, at);
                System.arraycopy(ofCopy, 0, other, at, ofCopy.length);
                System.arraycopy(key, idEnd, other, at + ofCopy.length, key.length - idEnd);
                var unused =
                        producer.send(new ProducerRecord<>(changelog.topic(), changelog.partition(), other, value));
                records++;
                bytes += other.length + value.length;
            }
        });
        producer.flush();
    }

    private int partition(String id) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % partitions;
    }
}
