package io.foreflow.forecaster.endtoend;

import static org.apache.kafka.clients.admin.AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG;

import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.TopicNames;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates and deletes topics. */
final class TestTopics {
    private TestTopics() {}

    /** Creates Foreflow's own topics as the service does, with as many copies as the brokers are set to. */
    static void createOwn(String bootstrapServers, TopicNames topics, int partitions) throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.connect(
                Map.of(BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                true,
                Duration.ofSeconds(60),
                Clock.systemUTC(),
                line -> {})) {
            admin.ensure(TopicPlan.all(topics, partitions, TopicPlan.BROKER_DEFAULT));
        }
    }

    static void create(String bootstrapServers, String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    static void delete(String bootstrapServers, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.deleteTopics(List.of(name)).all().get();
        }
    }
}
