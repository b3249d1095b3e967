package io.foreflow.forecaster.endtoend;

import java.util.Map;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** Kafka's own test kit: one node in this process that is broker and controller. */
final class EmbeddedCluster implements KafkaCluster {
    /** One node cannot replicate, nobody else joins groups, and a small broker needs few partitions of its own. */
    private static final Map<String, String> BROKER = Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "4",
            "group.initial.rebalance.delay.ms", "0",
            "group.min.session.timeout.ms", "1000",
            "default.replication.factor", "1",
            "auto.create.topics.enable", "false");

    private final KafkaClusterTestKit kit;

    private EmbeddedCluster(KafkaClusterTestKit kit) {
        this.kit = kit;
    }

    static EmbeddedCluster start() {
        try {
            KafkaClusterTestKit.Builder builder = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumBrokerNodes(1)
                    .setNumControllerNodes(1)
                    .build());
            BROKER.forEach(builder::setConfigProp);
            KafkaClusterTestKit kit = builder.build();
            kit.format();
            kit.startup();
            kit.waitForReadyBrokers();
            return new EmbeddedCluster(kit);
        } catch (Exception e) {
            throw new IllegalStateException("the test cluster did not start", e);
        }
    }

    @Override
    public String bootstrapServers() {
        return kit.bootstrapServers();
    }

    @Override
    public void close() {
        try {
            kit.close();
        } catch (Exception e) {
            throw new IllegalStateException("the test cluster did not end", e);
        }
    }
}
