package io.foreflow.forecaster.registry;

import static io.foreflow.forecaster.registry.ExampleModels.V1;
import static io.foreflow.forecaster.registry.ExampleModels.V2;
import static io.foreflow.forecaster.registry.ExampleModels.bundle;
import static io.foreflow.forecaster.registry.ExampleModels.key;
import static io.foreflow.forecaster.registry.ExampleModels.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BundleStoreTest {
    private static final String TOPIC = "foreflow.models.v1";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] BUNDLE = bundle(V1);

    private final Queue<Consumer<byte[], byte[]>> consumers = new ArrayDeque<>();
    private final BundleStore store =
            new BundleStore(consumers::remove, TOPIC, new BundleCache(1 << 20), Optional.empty());

    @Test
    void shouldReadOnce() {
        consumers.add(consumer(0, 7, keyOf(V1, BUNDLE), BUNDLE));

        assertThat(store.get(model(), LONG).ref()).isEqualTo(V1);
        assertThat(store.get(model(), LONG))
                .isSameAs(store.cached(model().sha256()).orElseThrow());
    }

    @Test
    void shouldSayThatARecordIsGoneWhenAnotherOneComesAtItsPlace() {
        consumers.add(consumer(0, 9, keyOf(V2, bundle(V2)), bundle(V2)));
        assertGone();
    }

    @Test
    void shouldSayThatARecordIsGoneWhenTheTopicWasMadeAnew() {
        consumers.add(consumer(0, 7, keyOf(V2, bundle(V2)), bundle(V2)));
        assertGone();
    }

    @Test
    void shouldSayThatARecordIsGoneWhenTheLogBeginsBehindIt() {
        consumers.add(consumer(8, 9, keyOf(V2, bundle(V2)), bundle(V2)));
        assertGone();
    }

    @Test
    void shouldSayThatItMayWorkLaterWhenKafkaDoesNotAnswer() {
        MockConsumer<byte[], byte[]> away = consumer(0, 7, keyOf(V1, BUNDLE), BUNDLE);
        away.setPollException(new KafkaException("the broker is away"));
        consumers.add(away);

        assertThatExceptionOfType(UnavailableBundleException.class)
                .isThrownBy(() -> store.get(model(), LONG))
                .withMessageContaining("the broker is away")
                .matches(e -> !e.isGone());
    }

    @Test
    void shouldGiveUpWhenNothingComesInTime() {
        MockConsumer<byte[], byte[]> silent = new MockConsumer<>("none");
        silent.updateBeginningOffsets(Map.of(PARTITION, 0L));
        silent.updateEndOffsets(Map.of(PARTITION, 100L));
        consumers.add(silent);

        assertThatExceptionOfType(UnavailableBundleException.class)
                .isThrownBy(() -> store.get(model(), Duration.ofMillis(1)))
                .withMessageContaining("could not be read")
                .matches(e -> !e.isGone());
    }

    private void assertGone() {
        assertThatExceptionOfType(UnavailableBundleException.class)
                .isThrownBy(() -> store.get(model(), LONG))
                .withMessageContaining("not at offset 7 of topic foreflow.models.v1 any more")
                .withMessageContaining("publish the model again")
                .matches(UnavailableBundleException::isGone);
        assertThat(store.cached(model().sha256())).isEmpty();
    }

    private static RegisteredModel model() {
        ModelSnapshot snapshot = RegistryUpdate.of(
                        ModelSnapshot.EMPTY, 7, Instant.EPOCH, key(keyOf(V1, BUNDLE)), BUNDLE)
                .snapshot();
        return snapshot.model(V1).orElseThrow();
    }

    private static MockConsumer<byte[], byte[]> consumer(long begin, long offset, String key, byte[] value) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.updateBeginningOffsets(Map.of(PARTITION, begin));
        consumer.updateEndOffsets(Map.of(PARTITION, offset + 1));
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key(key), value)));
        return consumer;
    }
}
