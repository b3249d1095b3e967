package io.foreflow.forecaster.endtoend;

import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * On the official image. Skipped where there is no Docker engine, unless the variable {@code FOREFLOW_REQUIRE_DOCKER} is
 * 1: then the tests fail there.
 */
@EnabledIf("requiredOrPossible")
class ContainerClusterTest extends EndToEndSuite {
    static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.3.1");

    static boolean requiredOrPossible() {
        return "1".equals(System.getenv("FOREFLOW_REQUIRE_DOCKER"))
                || DockerClientFactory.instance().isDockerAvailable();
    }

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
