package io.foreflow.forecaster.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.registry.GroupPublication.PublishedGroups;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class GroupPublicationTest {
    private static final Routing CONFIGURED = routing("pump-*=pumps", "*=traffic");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final AtomicLong seconds = new AtomicLong();

    @TempDir
    private Path dir;

    private @Nullable KafkaClusterTestKit cluster;
    private Map<String, String> kafka = Map.of();

    @BeforeAll
    void startCluster() throws Exception {
        KafkaClusterTestKit started = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .build())
                .setConfigProp("transaction.state.log.replication.factor", "1")
                .setConfigProp("transaction.state.log.num.partitions", "1")
                .setConfigProp("transaction.state.log.min.isr", "1")
                .setConfigProp("auto.create.topics.enable", "false")
                .build();
        cluster = started;
        started.format();
        started.startup();
        started.waitForReadyBrokers();
        kafka = Map.of("bootstrap.servers", started.bootstrapServers());
    }

    @AfterAll
    void stopCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldChangeAllGroupsAtOnceAndGoBackAtOnce() throws Exception {
        // given
        TopicNames topics = topics("once");
        ModelPublisher publisher = publisher(topics);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        RegistryListener listener = new RegistryListener() {
            @Override
            public void changed(ModelSnapshot now, int losses) {
                seen.add(now.routing().map(Routing::toString).orElse("none") + " "
                        + Stream.of("traffic", "traffic.0", "traffic.10", "traffic.11")
                                .flatMap(name -> now.champion(name).stream())
                                .map(model -> model.ref().toString())
                                .toList());
            }
        };
        String none = "none []";
        String first = "pump-*=pumps, *#0=traffic.0, *=traffic [traffic@v1, traffic.0@v1]";
        String second = "pump-*=pumps, *#0=traffic.0, *#10=traffic.10, *#11=traffic.11, *=traffic"
                + " [traffic@v2, traffic.0@v2, traffic.10@v2, traffic.11@v2]";
        try (ModelRegistry registry = new ModelRegistry(kafka, topics, snapshot -> List.of(), 1 << 20, listener)) {
            registry.start();
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();

            // when
            GroupPublication.publish(
                    publisher, folder("v1").share("0", true).shared(true).read(), CONFIGURED, false);
            await().atMost(LONG).until(() -> seen.contains(first));
            PublishedGroups published = GroupPublication.publish(
                    publisher,
                    folder("v2")
                            .share("0", true)
                            .share("10", true)
                            .share("11", true)
                            .shared(true)
                            .read(),
                    CONFIGURED,
                    false);

            // then
            await().atMost(LONG).until(() -> seen.contains(second));
            assertThat(Set.copyOf(seen)).containsOnly(none, first, second);
            assertThat(published.sent()).isEqualTo(4);
            assertThat(published.promoted()).hasSize(4);
            assertThat(published.refused()).isEmpty();

            // when
            GroupRollback rollback = GroupRollback.rollback(publisher, "traffic");

            // then: the new groups have no predecessor, and no route any more
            String back =
                    "pump-*=pumps, *#0=traffic.0, *=traffic [traffic@v1, traffic.0@v1, traffic.10@v2, traffic.11@v2]";
            await().atMost(LONG).until(() -> seen.contains(back));
            assertThat(Set.copyOf(seen)).containsOnly(none, first, second, back);
            assertThat(rollback.kept())
                    .extracting(ModelRef::toString)
                    .containsExactly("traffic.10@v2", "traffic.11@v2");
            assertThat(publisher.history().events())
                    .extracting(event -> event.action().label())
                    .contains("published", "promoted", "routed", "rolled-back");
        }
    }

    @Test
    void shouldGoOnAfterAPublicationThatWasKilled() throws Exception {
        // given: only some of the bundles were sent
        TopicNames topics = topics("killed");
        ModelPublisher publisher = publisher(topics);
        GroupedModels models =
                folder("v1").share("0", true).share("1", true).shared(true).read();
        publisher.publish(models.bytes(models.groups().get(1)), Optional.empty());
        assertThat(publisher.snapshot().champion("traffic.1")).isEmpty();

        // when
        PublishedGroups published = GroupPublication.publish(publisher, models, CONFIGURED, false);
        PublishedGroups again = GroupPublication.publish(publisher, models, CONFIGURED, false);

        // then
        assertThat(published.sent()).isEqualTo(2);
        assertThat(published.promoted()).hasSize(3);
        assertThat(again.sent()).isZero();
        assertThat(again.promoted()).isEmpty();
        assertThat(again.routes().changes()).isFalse();
        assertThat(publisher.snapshot().routing())
                .contains(routing("pump-*=pumps", "*#0=traffic.0", "*#1=traffic.1", "*=traffic"));
    }

    @Test
    void shouldLeaveRefusedGroupsTheirChampions() throws Exception {
        // given
        TopicNames topics = topics("refused");
        ModelPublisher publisher = publisher(topics);
        GroupPublication.publish(
                publisher, folder("v1").share("0", true).shared(true).read(), CONFIGURED, false);
        GroupedModels later =
                folder("v2").share("0", false).share("1", false).shared(true).read();

        // when
        PublishedGroups published = GroupPublication.publish(publisher, later, CONFIGURED, false);

        // then
        assertThat(published.refused())
                .extracting(one -> one.group().model() + " " + one.champion())
                .containsExactly("traffic.0@v2 Optional[traffic.0@v1]", "traffic.1@v2 Optional.empty");
        assertThat(published.promoted()).extracting(ModelRef::toString).containsExactly("traffic@v2");
        assertThat(publisher.snapshot().routing()).contains(routing("pump-*=pumps", "*#0=traffic.0", "*=traffic"));

        // when
        PublishedGroups forced = GroupPublication.publish(publisher, later, CONFIGURED, true);

        // then
        assertThat(forced.sent()).isZero();
        assertThat(publisher.snapshot().champion("traffic.1").orElseThrow().forced())
                .contains("worse than ridge");
        assertThat(publisher.snapshot().routing())
                .contains(routing("pump-*=pumps", "*#0=traffic.0", "*#1=traffic.1", "*=traffic"));
    }

    @Test
    void shouldSendNothingIfSomethingIsWrong() throws Exception {
        // given: another bundle has the version, and a route of another model leaves a group no sensor
        TopicNames topics = topics("wrong");
        ModelPublisher publisher = publisher(topics);
        publisher.publish(ExampleModels.bundle(ModelRef.parse("traffic.0@v1"), 7f), Optional.empty());
        GroupedModels models = folder("v1")
                .share("0", true)
                .list("north", List.of("pump-1", "pump-2"), true)
                .shared(true)
                .read();

        // then
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> GroupPublication.publish(publisher, models, CONFIGURED, false))
                .withMessageContaining("traffic.0@v1 is already published with other contents")
                .withMessageContaining(
                        "the route {pump-1, pump-2}=traffic.north matches no sensor, because pump-*=pumps comes before it");
        assertThat(publisher.list()).hasSize(1);
        assertThat(publisher.snapshot().routing()).isEmpty();
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> GroupRollback.rollback(publisher, "traffic"))
                .withMessageContaining("no earlier champion of traffic or its groups");
    }

    @Test
    void shouldKeepRoutesThatSomebodyHasSetSinceOnARollback() throws Exception {
        // given
        TopicNames topics = topics("since");
        ModelPublisher publisher = publisher(topics);
        GroupPublication.publish(
                publisher, folder("v1").share("0", true).shared(true).read(), CONFIGURED, false);
        GroupPublication.publish(
                publisher, folder("v2").share("0", true).shared(true).read(), CONFIGURED, false);
        publisher.route(List.of(Route.parse("x=traffic.0"), Route.parse("*=traffic")), before -> true);

        // when
        GroupRollback rollback = GroupRollback.rollback(publisher, "traffic");

        // then
        assertThat(rollback.routes().changes()).isFalse();
        assertThat(publisher.snapshot().routing()).contains(routing("x=traffic.0", "*=traffic"));
        assertThat(publisher
                        .snapshot()
                        .champion("traffic.0")
                        .orElseThrow()
                        .ref()
                        .version())
                .isEqualTo("v1");
    }

    /** A folder that is read as it is written. */
    private final class Groups {
        private final GroupFolderFiles folder;

        private Groups(String version) {
            folder = new GroupFolderFiles(dir.resolve(version + seconds.incrementAndGet()), "traffic", version);
        }

        private Groups share(String bits, boolean passes) {
            folder.share(bits, passes);
            return this;
        }

        private Groups list(String group, List<String> sensors, boolean passes) {
            folder.list(group, sensors, passes);
            return this;
        }

        private Groups shared(boolean passes) {
            folder.shared(passes);
            return this;
        }

        private GroupedModels read() throws IOException {
            return GroupedModels.read(folder.write());
        }
    }

    private Groups folder(String version) {
        return new Groups(version);
    }

    /** A publisher whose clock never shows the same time twice. */
    private ModelPublisher publisher(TopicNames topics) {
        InstantSource clock = () -> Instant.EPOCH.plusSeconds(seconds.incrementAndGet());
        return new ModelPublisher(kafka, topics, Retention.DEFAULT, Author.UNNAMED, clock.withZone(ZoneOffset.UTC));
    }

    private TopicNames topics(String prefix) throws Exception {
        TopicNames topics = new TopicNames(prefix);
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafka))) {
            admin.createTopics(List.of(
                            new NewTopic(topics.models(), 1, (short) 1).configs(ModelRecords.topicConfig()),
                            new NewTopic(topics.modelEvents(), 1, (short) 1)))
                    .all()
                    .get();
        }
        return topics;
    }

    private static Routing routing(String... routes) {
        return new Routing(Stream.of(routes).map(Route::parse).toList());
    }
}
