package io.foreflow.benchmarks;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the floor under the live service: an application of Kafka Streams with the service's settings that writes
 * for each reading what the service writes, and computes nothing. It has the same stores, and writes to them and to the
 * topics the very records that the service has written, again and again. The service, the floor and the bare
 * pass-through take turns on the same readings; every reading closes a bucket.
 */
@Command(name = "write-floor", mixinStandardHelpOptions = true)
public final class WriteFloor implements Callable<Integer> {
    private static final TopicNames TOPICS = new TopicNames("bench");
    private static final String CHANGELOG = "-changelog";

    /** Most records that are kept of a partition of a topic: some hours of all sensors. */
    private static final int MOST_SAMPLES = 50_000;

    @Option(names = "--hours", defaultValue = "2800", description = "Number of hours. Default: ${DEFAULT-VALUE}.")
    private int hours;

    @Option(names = "--sensors", defaultValue = "50", description = "Number of sensors. Default: ${DEFAULT-VALUE}.")
    private int sensors;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Number of counted rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--out", required = true, description = "JSON file to write.")
    private Path out = Path.of("write-floor.json");

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, List<SideRun>> measured = new TreeMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new WriteFloor()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Environment environment = new Environment(
                Map.of(), Path.of(""), System.out, System.err, false, Clock.systemUTC(), new Interruption());
        Readings load = new Readings(sensors, hours, 1);
        TrainedModel dense = BenchModels.untrained("dense");
        try (PipelineSite site = PipelineSite.create(environment)) {
            site.start();
            site.createTopics(TOPICS);
            site.publish(TOPICS, dense);
            site.publish(TOPICS, load);
            LiveServiceConfig sampled = serving(site, dense, "sampled");
            site.serve(sampled, load.count(), 0);
            WrittenSamples samples = WrittenSamples.of(site.clients(), sampled.applicationId());
            for (int round = 0; round <= rounds; round++) {
                add(round, "service", site.serve(serving(site, dense, "service-" + round), load.count(), 0));
                LiveServiceConfig floor = site.config(TOPICS, "floor-" + round);
                add(round, "floor", site.run(floor, topology(samples), TOPICS.forecasts(), load.count(), 0));
                add(round, "passThrough", site.copy(site.config(TOPICS, "copy-" + round), load.count(), 0));
            }
        }
        write(load);
        return 0;
    }

    private static LiveServiceConfig serving(PipelineSite site, TrainedModel model, String application) {
        return site.config(TOPICS, application)
                .withRouting(Routing.to(model.ref().name()));
    }

    private void add(int round, String side, SideRun run) {
        System.err.printf("round %d, %s: %,.0f readings a second%n", round, side, run.readingsPerSecond());
        if (round > 0) {
            measured.computeIfAbsent(side, unused -> new ArrayList<>()).add(run);
        }
    }

    private void write(Readings load) throws Exception {
        ObjectNode result = json.createObjectNode();
        Circumstances.write(result);
        result.put("rounds", rounds).put("readings", load.count()).put("sensors", sensors);
        double floor = median("floor", SideRun::readingsPerSecond);
        for (String side : measured.keySet()) {
            double perSecond = median(side, SideRun::readingsPerSecond);
            result.putObject(side)
                    .put("readingsPerSecond", Math.round(perSecond))
                    .put("toFloor", Math.round(100 * perSecond / floor) / 100.0)
                    .put("cpuMicros", Math.round(100 * median(side, SideRun::cpuMicros)) / 100.0)
                    .put("bytes", Math.round(median(side, SideRun::bytes)));
        }
        Files.writeString(out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
    }

    private double median(String side, ToDoubleFunction<SideRun> figure) {
        double[] sorted = measured.getOrDefault(side, List.of()).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private static Topology topology(WrittenSamples samples) {
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), TOPICS.readings());
        topology.addProcessor("write", () -> new Writer(samples), "in");
        for (String store : samples.stores()) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(store), Serdes.ByteArray(), Serdes.ByteArray())
                            .withCachingEnabled(),
                    "write");
        }
        for (String topic : WrittenSamples.TOPICS_OF_SERVICE) {
            topology.addSink(topic, topic, new ByteArraySerializer(), new ByteArraySerializer(), "write");
        }
        return topology;
    }

    /** Writes one record to each topic and to each store for each reading. */
    private static final class Writer extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        private final WrittenSamples samples;
        private final Map<String, List<ConsumerRecord<byte[], byte[]>>> forwarded = new TreeMap<>();
        private final Map<KeyValueStore<byte[], byte[]>, List<ConsumerRecord<byte[], byte[]>>> stored = new HashMap<>();
        private int next;

        Writer(WrittenSamples samples) {
            this.samples = samples;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            super.init(context);
            int partition = context.taskId().partition();
            for (String topic : WrittenSamples.TOPICS_OF_SERVICE) {
                forwarded.put(topic, samples.of(topic, partition));
            }
            for (String store : samples.stores()) {
                stored.put(context.getStateStore(store), samples.of(store, partition));
            }
        }

        @Override
        public void process(Record<byte[], byte[]> reading) {
            stored.forEach((store, records) -> {
                ConsumerRecord<byte[], byte[]> record = records.get(next % records.size());
                store.put(record.key(), record.value());
            });
            forwarded.forEach((topic, records) -> {
                ConsumerRecord<byte[], byte[]> record = records.get(next % records.size());
                context()
                        .forward(
                                new Record<>(record.key(), record.value(), reading.timestamp(), record.headers()),
                                topic);
            });
            next++;
        }
    }

    /**
     * Records that the service has written, by partition and by the name of the store or the topic.
     *
     * @param records those of a store's changelog stand under the store's name
     */
    private record WrittenSamples(Map<String, Map<Integer, List<ConsumerRecord<byte[], byte[]>>>> records) {
        static final Set<String> TOPICS_OF_SERVICE = Set.of(TOPICS.forecasts(), TOPICS.scores());

        static WrittenSamples of(Map<String, String> clients, String application) {
            Map<String, Object> settings = new HashMap<>(clients);
            settings.put("isolation.level", "read_committed");
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                Map<String, Map<Integer, List<ConsumerRecord<byte[], byte[]>>>> all = new HashMap<>();
                consumer.listTopics().forEach((topic, partitions) -> {
                    boolean changelog = topic.startsWith(application + "-") && topic.endsWith(CHANGELOG);
                    if (changelog || TOPICS_OF_SERVICE.contains(topic)) {
                        String name = changelog
                                ? topic.substring(application.length() + 1, topic.length() - CHANGELOG.length())
                                : topic;
                        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read = latest(
                                consumer,
                                partitions.stream()
                                        .map(info -> new TopicPartition(topic, info.partition()))
                                        .collect(Collectors.toSet()));
                        if (read.values().stream().noneMatch(List::isEmpty)) {
                            all.put(name, read);
                        }
                    }
                });
                return new WrittenSamples(all);
            }
        }

        private static Map<Integer, List<ConsumerRecord<byte[], byte[]>>> latest(
                KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            ends.forEach((partition, end) ->
                    consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - MOST_SAMPLES)));
            Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();
            partitions.forEach(partition -> read.put(partition.partition(), new ArrayList<>()));
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    read.getOrDefault(record.partition(), new ArrayList<>()).add(record);
                }
            }
            return read;
        }

        /** Returns the names of the stores that the service writes to for these readings. */
        Set<String> stores() {
            Set<String> stores = new TreeSet<>(records.keySet());
            stores.removeAll(TOPICS_OF_SERVICE);
            return stores;
        }

        List<ConsumerRecord<byte[], byte[]>> of(String name, int partition) {
            return records.getOrDefault(name, Map.of()).getOrDefault(partition, List.of());
        }
    }
}
