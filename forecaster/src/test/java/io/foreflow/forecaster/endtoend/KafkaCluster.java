package io.foreflow.forecaster.endtoend;

/** A running Kafka cluster for one test class. */
interface KafkaCluster extends AutoCloseable {
    String bootstrapServers();

    @Override
    void close();
}
