package io.foreflow.forecaster.registry;

import static io.foreflow.forecaster.registry.ExampleModels.V1;
import static io.foreflow.forecaster.registry.ExampleModels.V2;
import static io.foreflow.forecaster.registry.ExampleModels.alias;
import static io.foreflow.forecaster.registry.ExampleModels.bundle;
import static io.foreflow.forecaster.registry.ExampleModels.key;
import static io.foreflow.forecaster.registry.ExampleModels.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registry's thread on scripted consumers: each one that it opens is the next of the list. */
@Timeout(60)
class ModelRegistryTest {
    private static final String TOPIC = "foreflow.models.v1";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Queue<Consumer<byte[], byte[]>> consumers = new ArrayDeque<>();
    private final Queue<Consumer<byte[], byte[]>> readers = new ArrayDeque<>();
    private final Recorder recorder = new Recorder();

    @Test
    void shouldShowNothingBeforeTheTopicWasReadToItsEnd() throws InterruptedException {
        // given
        Scripted consumer = scripted(3);
        try (ModelRegistry registry = registry()) {
            byte[] v1 = bundle(V1);
            consumer.then(0, keyOf(V1, v1), v1);
            consumer.then(1, keyOf("freeway/champion", alias(V1, v1)), alias(V1, v1));
            consumer.schedulePollTask(() -> assertThat(registry.snapshot()).isSameAs(ModelSnapshot.EMPTY));
            consumer.then(2, "nonsense", v1);
            readers.add(reader(0, V1));

            // when
            registry.start();

            // then
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(registry.snapshot().champion("freeway").map(RegisteredModel::ref))
                    .contains(V1);
            assertThat(recorder.told).containsExactly("rejected badKey", "loaded freeway@v1");
        }
    }

    @Test
    void shouldGoOnWhereItWasAfterAnError() throws InterruptedException {
        // given
        Scripted first = scripted(1);
        first.then(0, keyOf(V1, bundle(V1)), bundle(V1));
        first.schedulePollTask(() -> {});
        first.schedulePollTask(() -> first.setPollException(new KafkaException("the broker is away")));
        Scripted second = scripted(2);
        CountDownLatch followed = new CountDownLatch(1);
        second.then(1, keyOf(V2, bundle(V2)), bundle(V2));
        second.schedulePollTask(() -> {});
        second.schedulePollTask(followed::countDown);

        try (ModelRegistry registry = registry()) {
            // when
            registry.start();

            // then
            assertThat(followed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(registry.snapshot().models())
                    .extracting(RegisteredModel::ref)
                    .containsExactly(V1, V2);
            assertThat(recorder.told).containsExactly("loaded freeway@v1", "retrying", "loaded freeway@v2");
            assertThat(first.closed()).isTrue();
        }
    }

    @Test
    void shouldKeepItsModelsWhileATopicThatWasMadeAnewIsRead() throws InterruptedException {
        // given
        Scripted first = scripted(1);
        first.then(0, keyOf(V1, bundle(V1)), bundle(V1));
        first.schedulePollTask(() -> {});
        first.schedulePollTask(() -> first.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 1L))));
        Scripted second = scripted(1);
        CountDownLatch followed = new CountDownLatch(1);
        try (ModelRegistry registry = registry()) {
            second.schedulePollTask(
                    () -> assertThat(registry.snapshot().model(V1)).isPresent());
            second.then(0, keyOf(V2, bundle(V2)), bundle(V2));
            second.schedulePollTask(() -> {});
            second.schedulePollTask(followed::countDown);

            // when
            registry.start();

            // then
            assertThat(followed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(registry.snapshot().models())
                    .extracting(RegisteredModel::ref)
                    .containsExactly(V2);
        }
    }

    @Test
    void shouldTellOfAnAliasWithoutItsModel() throws InterruptedException {
        Scripted consumer = scripted(1);
        consumer.then(0, keyOf("freeway/champion", alias(V1, bundle(V1))), alias(V1, bundle(V1)));
        try (ModelRegistry registry = registry()) {
            registry.start();

            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(recorder.told).containsExactly("rejected aliasWithoutModel");
        }
    }

    @Test
    void shouldGoOnWhenTheListenerFails() throws InterruptedException {
        Scripted consumer = scripted(2);
        consumer.then(0, keyOf(V1, bundle(V1)), bundle(V1));
        consumer.then(1, keyOf(V2, bundle(V2)), bundle(V2));
        RegistryListener failing = new RegistryListener() {
            @Override
            public void modelLoaded(ModelRef ref, String sha256) {
                throw new IllegalStateException("a listener's own trouble");
            }
        };
        try (ModelRegistry registry = registry(failing)) {
            registry.start();

            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(registry.snapshot().models()).hasSize(2);
        }
    }

    @Test
    void shouldEndAtOnceAlsoWhileItWaitsToTryAgain() throws InterruptedException {
        // given
        CountDownLatch tried = new CountDownLatch(5);
        ModelRegistry registry = new ModelRegistry(
                () -> {
                    tried.countDown();
                    throw new KafkaException("nobody there");
                },
                readers::remove,
                TOPIC,
                ExampleModels.CHAMPION,
                1 << 20,
                RegistryListener.NONE);
        registry.start();
        assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();

        // when
        registry.close();

        // then
        assertThat(registry.isRunning()).isFalse();
        assertThat(registry.isCaughtUp()).isFalse();
        registry.close();
    }

    @Test
    void shouldBeClosableBeforeItWasStarted() {
        ModelRegistry registry = registry();
        registry.close();
        assertThat(registry.isRunning()).isFalse();
    }

    @Test
    void shouldNotFollowATopicWithSeveralPartitions() throws InterruptedException {
        // given
        Scripted two = scripted(0);
        two.updatePartitions(TOPIC, List.of(partition(0), partition(1)));
        Scripted one = scripted(0);
        assertThat(one).isNotNull();

        // when
        try (ModelRegistry registry = registry()) {
            registry.start();

            // then
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(recorder.told).containsExactly("retrying");
        }
    }

    @Test
    void shouldHoldTheChampionAndReadOthersWhenAskedFor() throws InterruptedException {
        // given: more models than it may hold
        Scripted consumer = scripted(5);
        List<ModelRef> refs = IntStream.range(0, 4)
                .mapToObj(version -> ModelRef.parse("freeway@v" + version))
                .toList();
        for (int i = 0; i < 4; i++) {
            byte[] bundle = bundle(refs.get(i));
            consumer.then(i, keyOf(refs.get(i), bundle), bundle);
        }
        byte[] alias = alias(refs.get(3), bundle(refs.get(3)));
        consumer.then(4, keyOf("freeway/champion", alias), alias);
        readers.add(reader(3, refs.get(3)));
        readers.add(reader(1, refs.get(1)));
        int one = bundle(V1).length;
        try (ModelRegistry registry = new ModelRegistry(
                consumers::remove, readers::remove, TOPIC, ExampleModels.CHAMPION, one + one / 2, recorder)) {
            // when
            registry.start();
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();

            // then: the champion was read again, and nothing else is held
            ModelSnapshot snapshot = registry.snapshot();
            assertThat(snapshot.models()).hasSize(4);
            assertThat(registry.heldBytes()).isEqualTo(one);
            assertThat(registry.cached(snapshot.model(refs.get(3)).orElseThrow()))
                    .isPresent();
            assertThat(readers).hasSize(1);

            // when another one is asked for
            TrainedModel asked = registry.bundle(snapshot.model(refs.get(1)).orElseThrow());

            // then it takes the place
            assertThat(asked.ref()).isEqualTo(refs.get(1));
            assertThat(registry.heldBytes()).isEqualTo(one);
            assertThat(readers).isEmpty();
        }
    }

    @Test
    void shouldBeReadyAndSayWhyWhenTheChampionIsGone() throws InterruptedException {
        // given: a compacted topic, in the middle of whose reading the champion went
        Scripted consumer = scripted(2);
        byte[] v1 = bundle(V1);
        consumer.then(0, keyOf(V1, v1), v1);
        consumer.then(1, keyOf("freeway/champion", alias(V1, v1)), alias(V1, v1));
        readers.add(reader(0, V2));
        try (ModelRegistry registry = registry()) {
            // when
            registry.start();

            // then
            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(recorder.told).contains("rejected unavailable");
            assertThat(registry.cached(registry.snapshot().champion("freeway").orElseThrow()))
                    .isEmpty();
        }
    }

    @Test
    void shouldTellWhatARestartWouldLose() throws InterruptedException {
        Scripted consumer = scripted(2);
        byte[] v1 = bundle(V1);
        consumer.then(0, keyOf(V1, v1), v1);
        consumer.then(1, keyOf(V1, v1), new byte[] {1});
        try (ModelRegistry registry = registry()) {
            registry.start();

            assertThat(registry.awaitCaughtUp(LONG)).isTrue();
            assertThat(recorder.losses).isEqualTo(1);
        }
    }

    /** Finds one record when it is asked. */
    private static Consumer<byte[], byte[]> reader(long offset, ModelRef ref) {
        Scripted reader = new Scripted(offset + 1);
        reader.then(offset, keyOf(ref, bundle(ref)), bundle(ref));
        return reader;
    }

    private ModelRegistry registry() {
        return registry(recorder);
    }

    private ModelRegistry registry(RegistryListener listener) {
        return new ModelRegistry(consumers::remove, readers::remove, TOPIC, ExampleModels.CHAMPION, 1 << 20, listener);
    }

    private Scripted scripted(long end) {
        Scripted consumer = new Scripted(end);
        consumers.add(consumer);
        return consumer;
    }

    private static PartitionInfo partition(int partition) {
        return new PartitionInfo(TOPIC, partition, Node.noNode(), new Node[0], new Node[0]);
    }

    private static final class Scripted extends MockConsumer<byte[], byte[]> {
        private Scripted(long end) {
            super("none");
            updatePartitions(TOPIC, List.of(partition(0)));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            updateEndOffsets(Map.of(PARTITION, end));
        }

        /** The next poll brings this record. */
        private void then(long offset, String key, byte @Nullable [] value) {
            schedulePollTask(() -> addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key(key), value)));
        }
    }

    private static final class Recorder implements RegistryListener {
        private final Queue<String> told = new ConcurrentLinkedQueue<>();
        private volatile int losses;

        @Override
        public void changed(ModelSnapshot now, int losses) {
            this.losses = losses;
        }

        @Override
        public void modelLoaded(ModelRef ref, String sha256) {
            told.add("loaded " + ref);
        }

        @Override
        public void rejected(String reason) {
            told.add("rejected " + reason);
        }

        @Override
        public void retrying() {
            told.add("retrying");
        }
    }
}
