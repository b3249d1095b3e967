package io.foreflow.benchmarks.scale;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.StreamsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/**
 * An instance of an application of Kafka Streams with the settings, the changelogs and the stores of a service that does
 * not run at that time. It copies each reading to another topic.
 */
final class BareInstance {
    private static final String CHANGELOG = "-changelog";

    private BareInstance() {}

    /** @param args bootstrap servers, state folder, number of partitions and of standbys, topic to read, topic to write */
    public static void main(String[] args) throws Exception {
        LiveServiceConfig config = LiveServiceConfig.of(args[0])
                .withStateDir(Path.of(args[1]))
                .withPartitions(Integer.parseInt(args[2]))
                .withReplicationFactor(1);
        Properties settings = StreamsSettings.of(
                config,
                Runtime.getRuntime().availableProcessors(),
                Long.toString(ProcessHandle.current().pid()));
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, args[3]);
        KafkaStreams streams = new KafkaStreams(topology(args[4], args[5], stores(args[0], config)), settings);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> streams.close(
                        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP))));
        streams.start();
    }

    /** Returns the names of the stores that have a changelog of as many partitions as the readings. */
    private static List<String> stores(String bootstrap, LiveServiceConfig config) throws Exception {
        String prefix = config.applicationId() + "-";
        List<String> stores = new ArrayList<>();
        try (Admin admin = Admin.create(Map.of(LiveServiceConfig.BOOTSTRAP_SERVERS, bootstrap))) {
            List<String> changelogs = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(prefix) && name.endsWith(CHANGELOG))
                    .toList();
            for (TopicDescription topic :
                    admin.describeTopics(changelogs).allTopicNames().get().values()) {
                if (topic.partitions().size() == config.partitions()) {
                    stores.add(
                            topic.name().substring(prefix.length(), topic.name().length() - CHANGELOG.length()));
                }
            }
        }
        return stores;
    }

    private static Topology topology(String from, String to, List<String> stores) {
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from);
        topology.addProcessor("copy", Copying::new, "in");
        for (String store : stores) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(store), Serdes.ByteArray(), Serdes.ByteArray())
                            .withCachingEnabled(),
                    "copy");
        }
        topology.addSink("out", to, new ByteArraySerializer(), new ByteArraySerializer(), "copy");
        return topology;
    }

    private static final class Copying extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> reading) {
            context().forward(reading);
        }
    }
}
