package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.TopicNames;
import java.util.List;
import java.util.Set;

/** Ensures the topics that a command needs, once Kafka answers. */
final class Topics {
    private Topics() {}

    /** Waits for Kafka. */
    static void awaitBroker(Environment environment, LiveServiceConfig config) throws InterruptedException {
        try (TopicAdmin admin = connect(environment, config)) {
            admin.awaitBroker();
        }
    }

    /** Waits for Kafka, then creates or checks these topics. */
    static void ensure(Environment environment, LiveServiceConfig config, String... names) throws InterruptedException {
        Set<String> needed = Set.of(names);
        List<TopicPlan> plans =
                TopicPlan.all(config.pipeline().topics(), config.partitions(), config.replicationFactor()).stream()
                        .filter(plan -> needed.contains(plan.name()))
                        .toList();
        try (TopicAdmin admin = connect(environment, config)) {
            admin.ensure(plans);
        }
    }

    static void ensureModels(Environment environment, LiveServiceConfig config) throws InterruptedException {
        TopicNames topics = config.pipeline().topics();
        ensure(environment, config, topics.models(), topics.modelEvents());
    }

    private static TopicAdmin connect(Environment environment, LiveServiceConfig config) {
        return TopicAdmin.connect(
                config.kafka(),
                config.createTopics(),
                config.brokerWait(),
                environment.clock(),
                environment.err()::println);
    }
}
