package io.foreflow.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.wire.TopicNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;

class TopicAdminTest {
    private static final List<TopicPlan> PLANS = TopicPlan.all(TopicNames.DEFAULT, 12, 3);
    private static final TopicPlan READINGS = PLANS.get(0);

    private final FakeAdmin broker = new FakeAdmin();
    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @Test
    void shouldPlanTopicsAsPublished() {
        String month = "cleanup.policy=delete message.timestamp.type=LogAppendTime retention.ms=2592000000";
        assertThat(PLANS.stream().map(plan -> plan.command("b:1")))
                .containsExactly(
                        command(
                                "readings.v1",
                                12,
                                "cleanup.policy=delete message.timestamp.type=LogAppendTime retention.ms=-1"),
                        command("readings.rejected.v1", 12, month),
                        command("windows.v1", 12, month),
                        command(
                                "training-windows.v1",
                                12,
                                "cleanup.policy=delete compression.type=zstd message.timestamp.type=LogAppendTime retention.ms=-1"),
                        command("forecasts.v1", 12, month),
                        command("scores.v1", 12, month),
                        command("retraining-requests.v1", 1, month),
                        command("alerts.v1", 12, month),
                        command("inference.requests.v1", 12, month),
                        command("inference.results.v1", 12, month),
                        command("comparisons.v1", 1, month),
                        command(
                                "model-events.v1",
                                1,
                                "cleanup.policy=delete max.message.bytes=17825792 message.timestamp.type=LogAppendTime retention.ms=-1"),
                        command(
                                "models.v1",
                                1,
                                "cleanup.policy=compact max.message.bytes=68157440 message.timestamp.type=LogAppendTime"));
    }

    private static String command(String topic, int partitions, String configs) {
        return "kafka-topics.sh --bootstrap-server b:1 --create --topic foreflow." + topic + " --partitions "
                + partitions + " --replication-factor 3 --config "
                + configs.replace("LogAppendTime", "LogAppendTime min.insync.replicas=2")
                        .replace(" ", " --config ");
    }

    @Test
    void shouldLeaveTheReplicationFactorToTheBroker() {
        assertThat(new TopicPlan("x", 1, false, TopicPlan.BROKER_DEFAULT, Map.of()).command("b:1"))
                .isEqualTo("kafka-topics.sh --bootstrap-server b:1 --create --topic x --partitions 1");
    }

    @Test
    void shouldCreateWhatIsMissing() throws InterruptedException {
        // given
        broker.add(READINGS);
        broker.unseenFor = 2;

        // when
        List<String> created = admin(true).ensure(PLANS);

        // then
        assertThat(created)
                .containsExactlyElementsOf(
                        PLANS.stream().skip(1).map(TopicPlan::name).toList());
        assertThat(broker.created).containsExactlyElementsOf(created);
        assertThat(log)
                .hasSize(PLANS.size() - 1)
                .contains("created the topic foreflow.models.v1 with 1 partition, 3 copies");
    }

    @Test
    void shouldKeepThreeCopiesOnThreeBrokersWhoseDefaultNobodyHasSet() throws InterruptedException {
        // given
        broker.brokers = 3;
        broker.silentBrokers = 1;
        List<TopicPlan> plans = TopicPlan.all(TopicNames.DEFAULT, 12, TopicPlan.BROKER_DEFAULT);

        // when
        admin(true).ensure(plans);

        // then
        assertThat(broker.topics.values()).hasSize(plans.size()).allSatisfy(topic -> {
            assertThat(topic.replicationFactor()).isEqualTo((short) 3);
            assertThat(topic.configs()).containsEntry("min.insync.replicas", "2");
        });
        assertThat(log).contains("created the topic foreflow.models.v1 with 1 partition, 3 copies");
    }

    @Test
    void shouldLeaveTheNumberOfCopiesToTheBrokersElsewhere() throws InterruptedException {
        // given
        List<TopicPlan> plans =
                List.of(new TopicPlan(READINGS.name(), 12, true, TopicPlan.BROKER_DEFAULT, READINGS.configs()));

        // then: two brokers, three whose operator chose, three that do not tell
        broker.brokers = 2;
        assertThat(admin(true).replicationFactor(TopicPlan.BROKER_DEFAULT)).isEqualTo(TopicPlan.BROKER_DEFAULT);
        broker.brokers = 3;
        broker.defaultCopies = new ConfigEntry(
                "default.replication.factor",
                "2",
                ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG,
                false,
                true,
                List.of(),
                ConfigEntry.ConfigType.INT,
                null);
        assertThat(admin(true).replicationFactor(TopicPlan.BROKER_DEFAULT)).isEqualTo(2);
        assertThat(admin(true).replicationFactor(1)).isEqualTo(1);
        broker.refusesConfigs = new ClusterAuthorizationException("no");
        assertThat(admin(true).replicationFactor(TopicPlan.BROKER_DEFAULT)).isEqualTo(TopicPlan.BROKER_DEFAULT);
        assertThat(log).singleElement().asString().contains("topics.replicationFactor");

        // and
        broker.refusesConfigs = null;
        admin(true).ensure(plans);
        assertThat(broker.topics.get(READINGS.name())).satisfies(topic -> {
            assertThat(topic.replicationFactor()).isEqualTo((short) 2);
            assertThat(topic.configs()).doesNotContainKey("min.insync.replicas");
        });
    }

    @Test
    void shouldSayThatNoBrokerTellsItsDefault() {
        // given
        broker.brokers = 3;
        broker.silentBrokers = 3;

        // then
        assertThatThrownBy(() -> admin(true).replicationFactor(TopicPlan.BROKER_DEFAULT))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("default.replication.factor cannot be read: no answer");
    }

    @Test
    void shouldTakeWhatIsThere() throws InterruptedException {
        // given
        PLANS.forEach(broker::add);

        // then
        assertThat(admin(false).ensure(PLANS)).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void shouldSayHowToCreateTopicsWhenItMayNot() {
        // given
        broker.add(READINGS);

        // then
        assertThatThrownBy(() -> admin(false).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("topics are missing: foreflow.readings.rejected.v1, foreflow.windows.v1")
                .hasMessageContaining("topics.create")
                .hasMessageContaining(PLANS.get(PLANS.size() - 1).command("b:9092"))
                .hasMessageNotContaining("--topic foreflow.readings.v1");
        assertThat(broker.created).isEmpty();
    }

    @Test
    void shouldSayHowToCreateTopicsWhenTheBrokerForbidsIt() {
        // given
        broker.refusesCreation = new TopicAuthorizationException("no");

        // then
        assertThatThrownBy(() -> admin(true).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("this user may not create topics")
                .hasMessageContaining(READINGS.command("b:9092"));
    }

    @Test
    void shouldSayWhyATopicCouldNotBeCreated() {
        // given
        broker.refusesCreation = new InvalidReplicationFactorException("only 1 broker");

        // then
        assertThatThrownBy(() -> admin(true).ensure(List.of(READINGS)))
                .isInstanceOf(TopicException.class)
                .hasMessage("the topic foreflow.readings.v1 could not be created: only 1 broker");
    }

    @Test
    void shouldFailWhenATopicThatSomeoneElseCreatesIsNeverSeen() {
        // given
        broker.refusesCreation = new TopicExistsException("exists");

        // then
        assertThatThrownBy(() -> admin(true).ensure(List.of(READINGS)))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("not seen after 10 s");
    }

    @Test
    void shouldRefuseAChangedNumberOfPartitionsOnlyWhereItIsFixed() {
        // given
        TopicPlan.all(TopicNames.DEFAULT, 6, 3).forEach(broker::add);

        // then
        assertThatThrownBy(() -> admin(true).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("foreflow.readings.v1 has 6 partitions but 12 are configured")
                .hasMessageContaining("fixed for life")
                .hasMessageNotContaining("windows");
    }

    @Test
    void shouldCreateNothingWhenATopicThatIsThereIsWrong() {
        // given: the last of all topics has two partitions, the others are missing
        TopicPlan models = PLANS.get(PLANS.size() - 1);
        broker.add(new TopicPlan(models.name(), 2, true, 3, models.configs()));

        // then
        assertThatThrownBy(() -> admin(true).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("foreflow.models.v1 has 2 partitions but 1 are configured");
        assertThat(broker.created).isEmpty();
    }

    @Test
    void shouldTellWhatIsWrongAndWhatIsMissingTogether() {
        // given
        broker.add(new TopicPlan(READINGS.name(), 6, true, 3, Map.of("cleanup.policy", "compact")));

        // then
        assertThatThrownBy(() -> admin(false).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("foreflow.readings.v1 has 6 partitions but 12 are configured")
                .hasMessageContaining("foreflow.readings.v1 has cleanup.policy=compact but needs delete")
                .hasMessageContaining("topics are missing: foreflow.readings.rejected.v1, foreflow.windows.v1");
    }

    @Test
    void shouldRefuseSettingsThatLoseRecordsAllAtOnce() {
        // given
        broker.add(new TopicPlan(
                READINGS.name(),
                12,
                true,
                3,
                Map.of("message.timestamp.type", "CreateTime", "cleanup.policy", "compact", "retention.ms", "1")));

        // then
        assertThatThrownBy(() -> admin(true).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("foreflow.readings.v1 has message.timestamp.type=CreateTime")
                .hasMessageContaining(
                        "foreflow.readings.v1 has cleanup.policy=compact but needs delete: kafka-configs.sh"
                                + " --bootstrap-server b:9092 --alter --entity-type topics --entity-name foreflow.readings.v1"
                                + " --add-config cleanup.policy=delete")
                .hasMessageNotContaining("retention");
    }

    @Test
    void shouldGoOnUncheckedWhenSettingsMayNotBeRead() throws InterruptedException {
        // given
        broker.add(READINGS);
        broker.refusesConfigs = new TopicAuthorizationException("no");

        // when
        admin(true).ensure(List.of(READINGS));

        // then
        assertThat(log).singleElement().asString().contains("were not checked");
    }

    @Test
    void shouldWaitForTheBrokerWithAMessage() throws InterruptedException {
        // given
        broker.add(READINGS);
        broker.unreachableFor = 3;

        // when
        admin(true).ensure(List.of(READINGS));

        // then
        assertThat(log)
                .containsExactly(
                        "waiting for a Kafka broker at b:9092 (0 s of 10 s)",
                        "waiting for a Kafka broker at b:9092 (2 s of 10 s)");
    }

    @Test
    void shouldGiveUpWithAdviceWhenNoBrokerAnswers() {
        // given
        broker.unreachableFor = Integer.MAX_VALUE;

        // then
        assertThatThrownBy(() -> admin(true).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("no Kafka broker answered at b:9092 within 10 s")
                .hasMessageContaining("foreflow broker")
                .hasMessageContaining("FOREFLOW_KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void shouldWaitForANameThatIsNotYetKnown() throws InterruptedException {
        // given
        broker.add(READINGS);
        int[] tries = {0};
        Supplier<Admin> connector = () -> {
            if (tries[0]++ < 2) {
                throw new KafkaException(
                        "Failed to create new KafkaAdminClient",
                        new ConfigException("No resolvable bootstrap urls given in bootstrap.servers"));
            }
            return broker.admin();
        };

        // when
        admin(true, connector).ensure(List.of(READINGS));

        // then
        assertThat(log).hasSize(1);
    }

    @Test
    void shouldNotWaitForABrokerThatRefusesUs() {
        // given
        broker.refusesConnections = new SaslAuthenticationException("wrong password");

        // then
        assertThatThrownBy(() -> admin(true).ensure(PLANS))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("the broker at b:9092 refuses the connection: wrong password");
        assertThat(log).isEmpty();
    }

    @Test
    void shouldCloseItsConnection() throws InterruptedException {
        // given
        broker.add(READINGS);
        TopicAdmin admin = admin(true);
        admin.ensure(List.of(READINGS));

        // when
        admin.close();

        // then
        assertThat(broker.closed).isTrue();
    }

    @Test
    void shouldRefuseToGuessTheBroker() {
        assertThatThrownBy(() -> TopicAdmin.connect(Map.of(), true, Duration.ofSeconds(1), Clock.systemUTC(), log::add))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("kafka.bootstrap.servers is not set");
    }

    private TopicAdmin admin(boolean createTopics) {
        return admin(createTopics, broker::admin);
    }

    private TopicAdmin admin(boolean createTopics, Supplier<Admin> connector) {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        return new TopicAdmin(
                new TopicAdmin.TopicSettings("b:9092", createTopics, Duration.ofSeconds(10)),
                connector,
                clock,
                pause -> now = now.plus(pause),
                log::add);
    }
}
