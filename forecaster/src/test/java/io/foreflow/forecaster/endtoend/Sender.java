package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.clients.producer.ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
import static org.apache.kafka.clients.producer.ProducerConfig.RETRIES_CONFIG;

import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.models.series.Reading;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Somebody else's producer on a topic. */
final class Sender implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;

    Sender(String bootstrapServers, String topic) {
        this(bootstrapServers, topic, Map.of());
    }

    private Sender(String bootstrapServers, String topic, Map<String, Object> more) {
        this.topic = topic;
        // On a topic that is just there a second request under way could overtake a refused first one.
        Map<String, Object> settings = new HashMap<>(Map.of(
                BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                LINGER_MS_CONFIG, 20,
                MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1));
        settings.putAll(more);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Creates one that tries again for ever, whatever happens to brokers; each record arrives once. */
    static Sender patient(String bootstrapServers, String topic) {
        return new Sender(
                bootstrapServers,
                topic,
                Map.of(
                        ENABLE_IDEMPOTENCE_CONFIG, true,
                        RETRIES_CONFIG, Integer.MAX_VALUE,
                        DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE,
                        MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE));
    }

    /** Sends them in this order and returns once the broker has them. */
    void send(Collection<Reading> readings) {
        Future<RecordMetadata> last = null;
        for (Reading reading : readings) {
            last = producer.send(
                    new ProducerRecord<>(topic, reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading)));
        }
        producer.flush();
        if (last != null) {
            await(last);
        }
    }

    /** Sends a reading to a partition of the caller's choice, as a producer with another partitioner or without keys does. */
    void sendTo(int partition, byte @Nullable [] key, Reading reading) {
        await(producer.send(new ProducerRecord<>(topic, partition, key, ReadingJson.bytes(reading))));
    }

    /** Sends as {@link #sendTo} does, without waiting for the broker. */
    void sendLater(int partition, byte @Nullable [] key, Reading reading) {
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(topic, partition, key, ReadingJson.bytes(reading)));
    }

    void sendRaw(String key, byte @Nullable [] value) {
        await(producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value)));
    }

    void sendRaw(String key, String value) {
        sendRaw(key, value.getBytes(UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take the record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
