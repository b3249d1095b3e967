package io.foreflow.benchmarks.scale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.BenchModels;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.bench.PipelineSite;
import io.foreflow.forecaster.bench.Readings;
import io.foreflow.forecaster.bench.SideRun;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.windowing.streams.WindowingStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long the service takes to restore the state of many sensors, and how fast it is with them. Some sensors
 * get days of state from readings. Their rows are then written to the changelogs under the ids of all others, so that the
 * changelogs are as after a compaction: one record a row.
 */
@Command(name = "copied-state", mixinStandardHelpOptions = true)
public final class CopiedState implements Callable<Integer> {
    private static final TopicNames TOPICS = new TopicNames("bench");
    private static final int HOURS_PER_DAY = 24;
    private static final int PARTITIONS = 2;

    @Option(
            names = "--sensors",
            split = ",",
            defaultValue = "50,5000,10000",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> sensors = List.of();

    @Option(names = "--originals", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.")
    private int originals;

    @Option(names = "--days", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(
            names = "--readings",
            defaultValue = "100000",
            description = "Readings of the measured hours, about. Default: ${DEFAULT-VALUE}.")
    private int readings;

    @Option(names = "--out", required = true, description = "JSON file to write.")
    private Path out = Path.of("copied-state.json");

    private final ObjectMapper json = new ObjectMapper();

    public static void main(String[] args) {
        System.exit(new CommandLine(new CopiedState()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        ObjectNode result = json.createObjectNode();
        Circumstances.write(result);
        result.put("days", days);
        for (int count : sensors) {
            ObjectNode one = measure(count);
            System.err.println(one);
            result.withArray("sensors").add(one);
        }
        Files.writeString(out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
        return 0;
    }

    private ObjectNode measure(int count) throws Exception {
        Environment environment = new Environment(
                Map.of(), Path.of(""), System.out, System.err, false, Clock.systemUTC(), new Interruption());
        TrainedModel dense = BenchModels.untrained("dense");
        ObjectNode node = json.createObjectNode().put("sensors", count);
        try (PipelineSite site = PipelineSite.create(environment)) {
            site.start();
            site.createTopics(TOPICS);
            site.publish(TOPICS, dense);
            LiveServiceConfig config = site.config(TOPICS, "copied")
                    .withRouting(Routing.to(dense.ref().name()));
            Readings first = new Readings(originals, days * HOURS_PER_DAY, 1);
            site.publish(TOPICS, first);
            site.serve(config, first.count(), 0);
            long[] written = copy(site.clients(), config.applicationId(), count);
            site.wipe(config);
            node.put("records", written[0]).put("bytesOfRecords", written[1]);
            node.put("wipedSeconds", site.secondsToReady(config));
            node.put("stateBytes", site.stateBytes(config));
            node.put("keptSeconds", site.secondsToReady(config));
            int hours = Math.max(2, 1 + readings / count);
            Readings next = new Readings(count, days * HOURS_PER_DAY, hours, 1);
            site.publish(TOPICS, next);
            SideRun run = site.serve(config, next.count(), count);
            node.put("readings", next.count() - count);
            node.put("forecastsPerSecond", Math.round(run.writtenPerSecond()));
            node.put("cpuMicros", Math.round(10 * run.cpuMicros()) / 10.0);
        }
        return node;
    }

    /**
     * Writes the rows of the original sensors under further ids.
     *
     * @return the number of rows of all sensors, and their bytes
     */
    private long[] copy(Map<String, String> clients, String application, int count) throws Exception {
        Readings all = new Readings(count, 1, 1);
        List<List<String>> originalsOf = new ArrayList<>();
        Map<String, List<String>> copiesOf = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            originalsOf.add(new ArrayList<>());
        }
        for (int i = 0; i < originals; i++) {
            String id = all.sensor(i).value();
            originalsOf.get(partition(id)).add(id);
        }
        for (int i = originals; i < count; i++) {
            String id = all.sensor(i).value();
            List<String> candidates = originalsOf.get(partition(id));
            copiesOf.computeIfAbsent(candidates.get(i % candidates.size()), unused -> new ArrayList<>())
                    .add(id);
        }
        long[] sums = new long[2];
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
                        copy(consumer, producer, new TopicPartition(topic, info.partition()), at, copiesOf, sums);
                    }
                }
            }
        }
        return sums;
    }

    private static void copy(
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer,
            TopicPartition changelog,
            int at,
            Map<String, List<String>> copiesOf,
            long[] sums) {
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
            sums[0]++;
            sums[1] += key.length + value.length;
            for (String copy : copiesOf.getOrDefault(id, List.of())) {
                byte[] bytes = copy.getBytes(UTF_8);
                byte[] other = new byte[key.length - id.length() + bytes.length];
                System.arraycopy(key, 0, other, 0, at);
                System.arraycopy(bytes, 0, other, at, bytes.length);
                System.arraycopy(key, idEnd, other, at + bytes.length, key.length - idEnd);
                var unused =
                        producer.send(new ProducerRecord<>(changelog.topic(), changelog.partition(), other, value));
                sums[0]++;
                sums[1] += other.length + value.length;
            }
        });
        producer.flush();
    }

    private static int partition(String id) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % PARTITIONS;
    }
}
