package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.models.series.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends readings to the readings topic, for many requests at a time. It connects with the first reading. */
public final class ReadingsSender implements AutoCloseable {
    /** Maximum time until the broker has acknowledged a reading; then it is never delivered. */
    private static final Duration WITHIN = Duration.ofSeconds(8);

    /** Maximum time until the topic is known. */
    private static final Duration BLOCKED = Duration.ofSeconds(4);

    private final Supplier<Producer<byte[], byte[]>> connect;
    private final String topic;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean closed;

    ReadingsSender(Supplier<Producer<byte[], byte[]>> connect, String topic) {
        this.connect = connect;
        this.topic = topic;
    }

    /**
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
     * @param topic the readings topic
     */
    public static ReadingsSender of(Map<String, String> kafka, String topic) {
        Map<String, String> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "2");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(BLOCKED.toMillis()));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(WITHIN.toMillis()));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(BLOCKED.toMillis()));
        return new ReadingsSender(
                () -> new KafkaProducer<>(
                        ReadingsPublisher.producerSettings(settings),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                topic);
    }

    /**
     * Sends readings in their order. Each future completes once the broker has acknowledged its reading, and
     * exceptionally if the broker has not.
     */
    List<CompletableFuture<Void>> send(List<Reading> readings) {
        Producer<byte[], byte[]> connected = connected();
        return readings.stream().map(reading -> send(connected, reading)).toList();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
    private CompletableFuture<Void> send(Producer<byte[], byte[]> connected, Reading reading) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            connected.send(
                    new ProducerRecord<>(topic, reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading)),
                    (metadata, failure) -> {
                        if (failure == null) {
                            acknowledged.complete(null);
                        } else {
                            acknowledged.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }

    private synchronized Producer<byte[], byte[]> connected() {
        if (closed) {
            throw ProblemException.unavailable("the service is closing", 5);
        }
        Producer<byte[], byte[]> known = producer;
        if (known == null) {
            try {
                known = connect.get();
            } catch (IllegalArgumentException e) {
                throw new ProblemException(Problem.of(409, String.valueOf(e.getMessage())));
            }
            producer = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close(WITHIN);
        }
    }
}
