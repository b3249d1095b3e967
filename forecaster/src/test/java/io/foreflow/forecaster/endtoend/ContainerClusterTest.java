package io.foreflow.forecaster.endtoend;

import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** On the official image; skipped where there is no Docker engine. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerClusterTest extends EndToEndSuite {
    private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.3.1");

    @Override
    KafkaCluster startCluster() {
        KafkaContainer container = new KafkaContainer(IMAGE);
        container.start();
        return new KafkaCluster() {
            @Override
            public String bootstrapServers() {
                return container.getBootstrapServers();
            }

            @Override
            public void close() {
                container.stop();
            }
        };
    }
}
