package io.foreflow.forecaster.registry;

import static io.foreflow.forecaster.registry.ExampleModels.V1;
import static io.foreflow.forecaster.registry.ExampleModels.V2;
import static io.foreflow.forecaster.registry.ExampleModels.bundle;
import static io.foreflow.forecaster.registry.ExampleModels.key;
import static io.foreflow.forecaster.registry.ExampleModels.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.registry.ModelPublisher.Deleted;
import io.foreflow.forecaster.registry.ModelPublisher.PublishedModel;
import io.foreflow.forecaster.store.BundleCopies;
import io.foreflow.forecaster.store.StoreReader;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ModelRegistryKafkaTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private @Nullable KafkaClusterTestKit cluster;
    private Map<String, String> kafka = Map.of();

    @TempDir
    Path dir;

    @BeforeAll
    void startCluster() throws Exception {
        KafkaClusterTestKit started = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("transaction.state.log.replication.factor", "1")
                .setConfigProp("transaction.state.log.num.partitions", "1")
                .setConfigProp("transaction.state.log.min.isr", "1")
                .setConfigProp("auto.create.topics.enable", "false")
                .build();
        cluster = started;
        started.format();
        started.startup();
        started.waitForReadyBrokers();
        kafka = Map.of("bootstrap.servers", started.bootstrapServers(), "group.id", "not for the registry");
    }

    @AfterAll
    void stopCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldFollowPublishedModelsAndNothingElse() throws Exception {
        // given
        TopicNames topics = topics("follow", ModelRecords.topicConfig());
        ModelPublisher publisher = new ModelPublisher(kafka, topics);
        Recorder recorder = new Recorder();
        byte[] v1 = bundle(V1);
        byte[] v2 = bundle(V2);
        ModelSnapshot last;

        try (ModelRegistry registry = new ModelRegistry(kafka, topics, ExampleModels.CHAMPION, 1 << 20, recorder)) {
            registry.start();
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(registry.snapshot().champion("freeway")).isEmpty();

            // when the first model is published
            PublishedModel first = publisher.publish(v1, Optional.of(Alias.CHAMPION));

            // then it is followed
            assertThat(first)
                    .isEqualTo(new PublishedModel(
                            V1,
                            Bundles.sha256(v1),
                            true,
                            Optional.of(new AliasTarget(V1, Bundles.sha256(v1), List.of())),
                            List.of()));
            awaitChampion(registry, V1);

            // when another follows, it takes over, and the alias knows where it came from
            publisher.publish(v2, Optional.of(Alias.CHAMPION));
            awaitChampion(registry, V2);
            assertThat(registry.snapshot().target("freeway", Alias.CHAMPION))
                    .contains(new AliasTarget(V2, Bundles.sha256(v2), List.of(V1)));

            // when records are crafted or change a version, they change nothing
            ModelSnapshot before = registry.snapshot();
            byte[] junk = "{".getBytes(UTF_8);
            send(topics, keyOf("freeway@v3", junk), junk);
            send(topics, keyOf(V2, bundle(V2, 9f)), bundle(V2, 9f));
            send(topics, keyOf("freeway/champion", junk), junk);
            send(topics, "freeway/champion", junk);
            await().atMost(LONG).until(() -> recorder.rejected.size() == 4);
            assertThat(recorder.rejected).containsExactly("notABundle", "digestConflict", "badAlias", "badKey");
            assertThat(registry.snapshot().models()).isEqualTo(before.models());
            assertThat(registry.snapshot().losses()).isEmpty();
            last = before;
        }

        // when it is started again, it reads the same
        try (ModelRegistry registry =
                new ModelRegistry(kafka, topics, ExampleModels.CHAMPION, 1 << 20, RegistryListener.NONE)) {
            registry.start();
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(registry.snapshot().models()).isEqualTo(last.models());
            assertThat(registry.snapshot().champion("freeway")).isEqualTo(last.champion("freeway"));
        }
        assertThat(publisher.list()).isEqualTo(last.models());
        assertThat(publisher.list())
                .extracting(RegisteredModel::ref, RegisteredModel::aliases)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(V1, Set.of()),
                        org.assertj.core.groups.Tuple.tuple(V2, Set.of(Alias.CHAMPION)));
    }

    @Test
    void shouldPublishTheSameTwiceWithoutChangingAnything() throws Exception {
        // given
        TopicNames topics = topics("twice", ModelRecords.topicConfig());
        ModelPublisher publisher = new ModelPublisher(kafka, topics);
        byte[] v1 = bundle(V1);

        // when
        PublishedModel without = publisher.publish(v1, Optional.empty());
        PublishedModel first = publisher.publish(v1, Optional.of(Alias.CHALLENGER));
        long end = endOffset(topics);
        PublishedModel second = publisher.publish(v1, Optional.of(Alias.CHALLENGER));

        // then
        assertThat(without.added()).isTrue();
        assertThat(without.alias()).isEmpty();
        assertThat(first.added()).isFalse();
        assertThat(second).isEqualTo(first);
        assertThat(endOffset(topics)).isEqualTo(end);
        assertThat(publisher.list()).singleElement().satisfies(model -> assertThat(model.aliases())
                .containsExactly(Alias.CHALLENGER));
    }

    @Test
    void shouldTellWhoChangedWhatWhenAndWhy() throws Exception {
        // given
        TopicNames topics = topics("history", ModelRecords.topicConfig());
        Instant nine = Instant.parse("2026-03-03T09:00:00Z");
        ModelPublisher ada = by(topics, nine, new Author("ada@host", Optional.of("first")));
        ModelPublisher bob = by(topics, nine.plusSeconds(3_600), new Author("bob@host", Optional.empty()));
        ModelPublisher eve = by(topics, nine.plusSeconds(7_200), new Author("eve@host", Optional.of("it was worse")));

        // when
        ada.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        ada.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        bob.publish(bundle(V2), Optional.of(Alias.CHALLENGER));
        bob.promote(V2, Alias.CHAMPION, Optional.of("ridge is better"));
        AliasMove back = eve.rollback("freeway");
        eve.delete(V2, false);

        // then
        assertThat(back.from()).contains(V2);
        assertThat(back.target().target()).isEqualTo(V1);
        ModelHistory history = ModelHistory.read(kafka, topics);
        assertThat(history.events())
                .extracting(
                        event -> event.action().label(),
                        event -> event.from().map(ModelRef::version).orElse("-"),
                        event -> event.to().map(ModelRef::version).orElse("-"),
                        event -> event.author().name(),
                        event -> event.author().reason().orElse("-"))
                .containsExactly(
                        Tuple.tuple("published", "-", "v1", "ada@host", "first"),
                        Tuple.tuple("promoted", "-", "v1", "ada@host", "first"),
                        Tuple.tuple("published", "-", "v2", "bob@host", "-"),
                        Tuple.tuple("challenged", "-", "v2", "bob@host", "-"),
                        Tuple.tuple(
                                "promoted",
                                "v1",
                                "v2",
                                "bob@host",
                                "forced, although the gate refused it: ridge is better"),
                        Tuple.tuple("rolled-back", "v2", "v1", "eve@host", "it was worse"),
                        Tuple.tuple("deleted", "v2", "-", "eve@host", "it was worse"));
        assertThat(history.championAt("freeway", nine.minusSeconds(1))).isEmpty();
        assertThat(history.championAt("freeway", nine.plusSeconds(60))).contains(V1);
        assertThat(history.championAt("freeway", nine.plusSeconds(3_660))).contains(V2);
        assertThat(history.championAt("freeway", nine.plusSeconds(9_000))).contains(V1);
        assertThat(publisherOf(topics).list()).singleElement().satisfies(model -> assertThat(model.aliases())
                .containsExactly(Alias.CHAMPION));
    }

    @Test
    void shouldGoBackFurtherWithEachRollback() throws Exception {
        // given
        TopicNames topics = topics("rollback", ModelRecords.topicConfig());
        ModelPublisher publisher = publisherOf(topics);
        ModelRef v3 = ModelRef.parse("freeway@v3");
        for (ModelRef ref : List.of(V1, V2, v3)) {
            publisher.publish(bundle(ref), Optional.of(Alias.CHAMPION));
        }

        // when, then
        assertThat(publisher.rollback("freeway").target().target()).isEqualTo(V2);
        assertThat(publisher.rollback("freeway").target().target()).isEqualTo(V1);
        assertThatThrownBy(() -> publisher.rollback("freeway"))
                .isInstanceOf(RegistryException.class)
                .hasMessage("no predecessor of freeway@v1 is on the models topic; promote another version");
        assertThatThrownBy(() -> publisher.rollback("highway"))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("model highway has no champion");
    }

    private ModelPublisher by(TopicNames topics, Instant now, Author author) {
        return new ModelPublisher(kafka, topics, Retention.DEFAULT, author, Clock.fixed(now, ZoneOffset.UTC));
    }

    private ModelPublisher publisherOf(TopicNames topics) {
        return new ModelPublisher(kafka, topics);
    }

    @Test
    void shouldPromoteWhatIsThereAndKeepWhyItHadBeenRefused() throws Exception {
        // given
        TopicNames topics = topics("promote", ModelRecords.topicConfig());
        ModelPublisher publisher = new ModelPublisher(kafka, topics);
        publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        publisher.publish(bundle(V2), Optional.empty());
        Optional<String> refused = Optional.of("ridge is better");

        // when
        PublishedModel forced = publisher.promote(V2, Alias.CHAMPION, refused);
        List<RegisteredModel> afterForce = publisher.list();
        PublishedModel back = publisher.promote(V1, Alias.CHAMPION, Optional.empty());
        long end = endOffset(topics);
        PublishedModel again = publisher.promote(V1, Alias.CHAMPION, refused);

        // then: the bundle is as it was, and doing it twice changes nothing
        String sha256 = Bundles.sha256(bundle(V2));
        assertThat(forced)
                .isEqualTo(new PublishedModel(
                        V2, sha256, false, Optional.of(new AliasTarget(V2, sha256, List.of(V1), refused)), List.of()));
        assertThat(afterForce).extracting(RegisteredModel::forced).containsExactly(Optional.empty(), refused);
        assertThat(back.alias()).contains(new AliasTarget(V1, Bundles.sha256(bundle(V1)), List.of(V2)));
        assertThat(again).isEqualTo(back);
        assertThat(endOffset(topics)).isEqualTo(end);
        assertThat(publisher.list()).extracting(RegisteredModel::forced).containsOnly(Optional.empty());
    }

    @Test
    void shouldNotPromoteWhatIsNotThere() throws Exception {
        TopicNames topics = topics("nothing", ModelRecords.topicConfig());

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> new ModelPublisher(kafka, topics).promote(V1, Alias.CHAMPION, Optional.empty()))
                .withMessageContaining("there is no model freeway@v1 on topic nothing.models.v1");
    }

    @Test
    void shouldRefuseOtherContentsUnderAPublishedVersion() throws Exception {
        TopicNames topics = topics("immutable", ModelRecords.topicConfig());
        ModelPublisher publisher = new ModelPublisher(kafka, topics);
        publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> publisher.publish(bundle(V1, 2f), Optional.of(Alias.CHAMPION)))
                .withMessageContaining("freeway@v1 is already published")
                .withMessageContaining("under a new one");
    }

    @Test
    void shouldPublishALargeClassifier() throws Exception {
        // given: three million weights, 12 MB
        TopicNames topics = topics("large", ModelRecords.topicConfig());
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2))
                .add(new Dense(1_000, Activation.RELU))
                .add(new Dense(3_000, Activation.RELU))
                .add(new Dense(1, Activation.LINEAR))
                .build();
        TrainedModel small = TinyInference.prices("1", 1);
        TrainedModel large = new TrainedModel(
                small.ref(), network, Initialization.weights(network, 237), small.task(), small.card());
        ModelPublisher publisher = new ModelPublisher(kafka, topics);

        // when
        publisher.publish(Bundles.write(large), Optional.of(Alias.CHAMPION));

        // then
        assertThat(publisher.list()).singleElement().satisfies(model -> assertThat(publisher.bundle(model))
                .isEqualTo(large));
    }

    @Test
    void shouldRefuseWhatIsNoBundleOrTooLargeBeforeItAsksKafka() {
        ModelPublisher publisher = new ModelPublisher(Map.of("bootstrap.servers", "localhost:1"), TopicNames.DEFAULT);

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> publisher.publish(new byte[3], Optional.empty()));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> publisher.publish(new byte[ModelRecords.MAX_BUNDLE + 1], Optional.empty()))
                .withMessageContaining("67108865 bytes")
                .withMessageContaining("set models.store.location");
    }

    @Test
    void shouldSayWhatIsWrongWithTheTopic() throws Exception {
        ModelPublisher missing = new ModelPublisher(kafka, new TopicNames("missing"));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(missing::list)
                .withMessageContaining("missing.models.v1 does not exist");

        TopicNames narrow = topics("narrow", Map.of("max.message.bytes", "1000"));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> new ModelPublisher(kafka, narrow).publish(bundle(V1), Optional.empty()))
                .withMessageContaining("set max.message.bytes of");
    }

    @Test
    void shouldDeleteAVersionThatNoAliasPointsTo() throws Exception {
        // given
        TopicNames topics = topics("delete", ModelRecords.topicConfig());
        ModelPublisher publisher = new ModelPublisher(kafka, topics);
        publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        publisher.publish(bundle(V2), Optional.of(Alias.CHAMPION));
        Recorder recorder = new Recorder();
        try (ModelRegistry registry = new ModelRegistry(kafka, topics, ExampleModels.CHAMPION, 1 << 20, recorder)) {
            registry.start();
            awaitChampion(registry, V2);

            // when the champion is to be deleted, it stays
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> publisher.delete(V2, false))
                    .withMessageContaining("freeway@v2 is champion of freeway; promote another version first")
                    .withMessageContaining("--with-alias");
            assertThat(publisher.list()).hasSize(2);

            // when the version before is deleted, it goes, also from the service
            RegisteredModel listed = publisher.list().get(0);
            Deleted deleted = publisher.delete(V1, false);
            assertThat(deleted.model().ref()).isEqualTo(V1);
            assertThat(deleted.aliases()).isEmpty();
            assertThat(deleted.rollback()).containsExactly(Alias.CHAMPION);
            await().atMost(LONG).until(() -> registry.snapshot().size() == 1);
            assertThat(recorder.removed).containsExactly(V1);
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> publisher.delete(V1, false))
                    .withMessageContaining("there is no model freeway@v1");
            // The record is there until the broker compacts.
            assertThat(publisher.bundle(listed).ref()).isEqualTo(V1);

            // when the champion goes with its alias, nothing is left, and nothing comes back
            assertThat(publisher.delete(V2, true).aliases()).containsExactly(Alias.CHAMPION);
            await().atMost(LONG).until(() -> registry.snapshot().size() == 0);
            assertThat(publisher.list()).isEmpty();
            publisher.publish(bundle(V1), Optional.empty());
            await().atMost(LONG).until(() -> registry.snapshot().size() == 1);
            assertThat(registry.snapshot().champion("freeway")).isEmpty();
        }
    }

    @Test
    void shouldDeleteOldVersionsWhenItPublishes() throws Exception {
        // given
        TopicNames topics = topics("retention", ModelRecords.topicConfig());
        ModelPublisher publisher =
                new ModelPublisher(kafka, topics, new Retention(2), Author.UNNAMED, Clock.systemUTC());
        publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        publisher.publish(bundle(V2), Optional.empty());

        // when
        PublishedModel third = publisher.publish(bundle(ModelRef.parse("freeway@v3")), Optional.empty());
        PublishedModel fourth = publisher.publish(bundle(ModelRef.parse("freeway@v4")), Optional.empty());

        // then: the champion stays
        assertThat(third.deleted()).isEmpty();
        assertThat(fourth.deleted()).containsExactly(V2);
        assertThat(publisher.list()).extracting(model -> model.ref().version()).containsExactly("v1", "v3", "v4");
    }

    @Test
    void shouldWriteAgainWhatABadRecordLiesOver() throws Exception {
        // given
        TopicNames topics = topics("repair", ModelRecords.topicConfig());
        ModelPublisher publisher = new ModelPublisher(kafka, topics);
        publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        AliasTarget second = publisher
                .publish(bundle(V2), Optional.of(Alias.CHAMPION))
                .alias()
                .orElseThrow();
        byte[] junk = "{".getBytes(UTF_8);
        assertThat(publisher.repair()).isEmpty();
        send(topics, keyOf(V2, bundle(V2)), junk);
        send(topics, keyOf("freeway/champion", ModelRecords.alias(second)), junk);
        send(topics, keyOf(V2, bundle(V2, 9f)), bundle(V2, 9f));
        List<RegisteredModel> before = publisher.list();
        assertThat(ModelsReader.read(kafka, topics.models()).losses()).hasSize(2);

        // when
        List<String> repaired = publisher.repair();

        // then
        assertThat(repaired).hasSize(2).anyMatch(line -> line.equals("model freeway@v2"));
        // The broker shows a transaction a moment after its commit.
        ModelSnapshot after = await().until(() -> ModelsReader.read(kafka, topics.models()), read -> read.losses()
                .isEmpty());
        assertThat(after.shadowed()).isEmpty();
        assertThat(after.models())
                .extracting(RegisteredModel::ref, RegisteredModel::sha256, RegisteredModel::aliases)
                .containsExactlyElementsOf(before.stream()
                        .map(model -> org.assertj.core.groups.Tuple.tuple(model.ref(), model.sha256(), model.aliases()))
                        .toList());
        assertThat(publisher.repair()).isEmpty();
    }

    @Test
    void shouldHoldFewOfManyModels() throws Exception {
        // given: 30 models, of which three fit
        TopicNames topics = topics("many", ModelRecords.topicConfig());
        ModelPublisher publisher =
                new ModelPublisher(kafka, topics, new Retention(0), Author.UNNAMED, Clock.systemUTC());
        int bytes = bundle(ModelRef.parse("freeway@v10")).length;
        for (int i = 10; i < 40; i++) {
            publisher.publish(bundle(ModelRef.parse("freeway@v" + i)), Optional.of(Alias.CHAMPION));
        }
        try (ModelRegistry registry =
                new ModelRegistry(kafka, topics, ExampleModels.CHAMPION, 3L * bytes + 10, RegistryListener.NONE)) {
            registry.start();
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(registry.snapshot().models()).hasSize(30);
            assertThat(registry.heldBytes()).isEqualTo(bytes);

            // when each is asked for
            for (RegisteredModel model : registry.snapshot().models()) {
                assertThat(registry.bundle(model).ref()).isEqualTo(model.ref());
                assertThat(registry.heldBytes()).isLessThanOrEqualTo(3L * bytes + 10);
            }

            // then few are held
            assertThat(registry.heldBytes()).isEqualTo(3L * bytes);
        }
    }

    @Test
    void shouldServeABundleFromTheStore() throws Exception {
        // given a store that takes every bundle
        TopicNames topics = topics("stored", ModelRecords.topicConfig());
        StoreSettings store = store("models");
        ModelPublisher publisher = new ModelPublisher(kafka, topics, store);
        byte[] v1 = bundle(V1);
        byte[] v2 = bundle(V2);

        // when
        PublishedModel first = publisher.publish(v1, Optional.of(Alias.CHAMPION));
        PublishedModel again = publisher.publish(v1, Optional.of(Alias.CHAMPION));

        // then there is one reference on the topic, and commands find the bundle
        assertThat(first.added()).isTrue();
        assertThat(again.added()).isFalse();
        RegisteredModel listed = publisher.list().get(0);
        assertThat(listed.stored()).contains(StoredBundle.of(Bundles.sha256(v1), v1.length));
        assertThat(publisher.bytes(listed)).isEqualTo(v1);
        assertThat(publisher.bundle(listed)).isEqualTo(Bundles.read(v1));

        Recorder recorder = new Recorder();
        try (StoreReader reader = reader(store);
                ModelRegistry registry = new ModelRegistry(
                        kafka, topics, ExampleModels.CHAMPION, 1 << 20, Optional.of(reader), recorder)) {
            registry.start();
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();

            // then the champion comes into memory, from a local copy
            await().atMost(LONG).until(() -> registry.cached(listed).equals(Optional.of(Bundles.read(v1))));
            assertThat(dir.resolve("copies").resolve(listed.sha256())).exists();

            // when another champion follows, and a rollback
            publisher.publish(v2, Optional.of(Alias.CHAMPION));
            awaitChampion(registry, V2);
            RegisteredModel second = registry.snapshot().champion("freeway").orElseThrow();
            await().atMost(LONG).until(() -> registry.cached(second).isPresent());
            publisher.rollback("freeway");
            awaitChampion(registry, V1);
            assertThat(registry.bundle(registry.snapshot().champion("freeway").orElseThrow()))
                    .isEqualTo(Bundles.read(v1));
            assertThat(recorder.rejected).isEmpty();
        }
    }

    @Test
    void shouldNotServeWhatTheStoreGivesInstead() throws Exception {
        // given a champion whose bytes in the store are those of another model
        TopicNames topics = topics("spoilt", ModelRecords.topicConfig());
        StoreSettings store = store("spoilt");
        ModelPublisher publisher = new ModelPublisher(kafka, topics, store);
        publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        RegisteredModel model = publisher.list().get(0);
        Path object = dir.resolve("spoilt").resolve(model.stored().orElseThrow().key());
        Files.write(object, bundle(V1, 7f));

        Recorder recorder = new Recorder();
        try (StoreReader reader = reader(store);
                ModelRegistry registry = new ModelRegistry(
                        kafka, topics, ExampleModels.CHAMPION, 1 << 20, Optional.of(reader), recorder)) {
            registry.start();

            // when, then
            await().atMost(LONG).until(() -> recorder.rejected.contains("unavailable"));
            assertThat(registry.cached(model)).isEmpty();
            assertThatExceptionOfType(UnavailableBundleException.class)
                    .isThrownBy(() -> registry.bundle(model))
                    .withMessageContaining("freeway@v1")
                    .withMessageContaining("has the SHA-256")
                    .matches(e -> !e.isGone());
            assertThatExceptionOfType(UnavailableBundleException.class).isThrownBy(() -> publisher.bytes(model));

            // when it is published again, which repairs the store
            publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));

            // then
            await().atMost(LONG).until(() -> registry.cached(model).isPresent());
            assertThat(recorder.rejected).containsExactly("unavailable");
        }
    }

    @Test
    void shouldSayThatTheStoreIsNotConfigured() throws Exception {
        // given
        TopicNames topics = topics("elsewhere", ModelRecords.topicConfig());
        new ModelPublisher(kafka, topics, store("models")).publish(bundle(V1), Optional.of(Alias.CHAMPION));

        Recorder recorder = new Recorder();
        try (ModelRegistry registry = new ModelRegistry(kafka, topics, ExampleModels.CHAMPION, 1 << 20, recorder)) {
            registry.start();

            // then it is known, and cannot be used
            await().atMost(LONG).until(() -> recorder.rejected.contains("unavailable"));
            RegisteredModel model = registry.snapshot().champion("freeway").orElseThrow();
            assertThatExceptionOfType(UnavailableBundleException.class)
                    .isThrownBy(() -> registry.bundle(model))
                    .withMessageContaining("set models.store.location");
            assertThatExceptionOfType(UnavailableBundleException.class)
                    .isThrownBy(() -> new ModelPublisher(kafka, topics).bundle(model))
                    .withMessageContaining("set models.store.location");
        }
    }

    @Test
    void shouldNotPublishWithoutTheStore() throws Exception {
        // given a file where the store should be
        TopicNames topics = topics("closed", ModelRecords.topicConfig());
        Files.createFile(dir.resolve("file"));
        ModelPublisher publisher = new ModelPublisher(kafka, topics, store("file"));

        // when, then
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION)))
                .withMessageContaining("freeway@v1 was not published")
                .withMessageContaining("models.store.location");
        assertThat(publisher.list()).isEmpty();
    }

    @Test
    void shouldRepairAReferenceThatABadRecordLiesOver() throws Exception {
        // given
        TopicNames topics = topics("repair-stored", ModelRecords.topicConfig());
        ModelPublisher publisher = new ModelPublisher(kafka, topics, store("models"));
        publisher.publish(bundle(V1), Optional.of(Alias.CHAMPION));
        send(topics, keyOf(V1, bundle(V1)), "{".getBytes(UTF_8));

        // when
        List<String> repaired = publisher.repair();

        // then
        assertThat(repaired).isNotEmpty();
        assertThat(ModelsReader.read(kafka, topics.models()).losses()).isEmpty();
        assertThat(publisher.bytes(publisher.list().get(0))).isEqualTo(bundle(V1));
    }

    private StoreSettings store(String folder) throws IOException {
        if (!Files.exists(dir.resolve(folder))) {
            Files.createDirectory(dir.resolve(folder));
        }
        return StoreSettings.of(dir.resolve(folder).toString(), "", "", false, 0, 100);
    }

    private StoreReader reader(StoreSettings store) {
        return new StoreReader(
                () -> store.open().orElseThrow(),
                new BundleCopies(dir.resolve("copies"), 1 << 20, Clock.systemUTC()),
                System::nanoTime);
    }

    private TopicNames topics(String prefix, Map<String, String> config) throws Exception {
        TopicNames topics = new TopicNames(prefix);
        try (Admin admin = Admin.create(Map.copyOf(kafka).entrySet().stream()
                .filter(entry -> entry.getKey().equals("bootstrap.servers"))
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))) {
            admin.createTopics(List.of(
                            new NewTopic(topics.models(), 1, (short) 1).configs(config),
                            new NewTopic(topics.modelEvents(), 1, (short) 1)))
                    .all()
                    .get();
        }
        return topics;
    }

    private long endOffset(TopicNames topics) {
        try (ModelsTopic reader = new ModelsTopic(ModelsTopic.consumer(kafka), topics.models())) {
            reader.open();
            return reader.end();
        }
    }

    private void send(TopicNames topics, String key, byte[] value) throws ExecutionException, InterruptedException {
        Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.get("bootstrap.servers"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topics.models(), key(key), value))
                    .get();
        }
    }

    private static void awaitChampion(ModelRegistry registry, ModelRef ref) {
        await().atMost(LONG).until(() -> registry.snapshot()
                .champion("freeway")
                .map(RegisteredModel::ref)
                .equals(Optional.of(ref)));
    }

    private static final class Recorder implements RegistryListener {
        private final Queue<String> rejected = new ConcurrentLinkedQueue<>();
        private final Queue<ModelRef> removed = new ConcurrentLinkedQueue<>();

        @Override
        public void modelRemoved(ModelRef ref) {
            removed.add(ref);
        }

        @Override
        public void rejected(String reason) {
            rejected.add(reason);
        }
    }
}
