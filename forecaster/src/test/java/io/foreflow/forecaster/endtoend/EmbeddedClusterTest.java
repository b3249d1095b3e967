package io.foreflow.forecaster.endtoend;

/** On Kafka's own test kit: always runs. */
class EmbeddedClusterTest extends EndToEndSuite {
    @Override
    KafkaCluster startCluster() {
        return EmbeddedCluster.start();
    }
}
