package io.foreflow.ingest.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.ingest.source.IncompleteFileException;
import io.foreflow.ingest.source.ReadingSource;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes readings to the readings topic, keyed by sensor. Rows that cannot be used go to the rejected topic, with
 * the reason. Used by one thread.
 *
 * <p>A record over the size limit is rejected too. Its copy on the rejected topic holds the first {@value #KEPT_BYTES}
 * bytes, and its detail gives the original size.
 */
public final class ReadingsPublisher implements AutoCloseable {
    /** Number of bytes that are kept of a record over the size limit. */
    static final int KEPT_BYTES = 16 * 1024;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final int PROGRESS_EVERY = 256;

    private final Producer<byte[], byte[]> producer;
    private final TopicNames topics;
    private final Clock clock;
    private final PublishPause pause;
    private final Map<SensorId, Instant> lastTimes = new HashMap<>();
    private boolean incomplete;

    /** Offset behind the last acknowledged reading, by partition. */
    private final Map<Integer, Long> ends = new ConcurrentHashMap<>();

    /**
     * @param producer producer with the settings of {@link #producerSettings}; closed with this publisher
     * @param clock clock for due times and for the check against the future
     */
    public ReadingsPublisher(Producer<byte[], byte[]> producer, TopicNames topics, Clock clock, PublishPause pause) {
        this.producer = producer;
        this.topics = topics;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * @param kafka settings of the Kafka clients, {@code bootstrap.servers} among them
     */
    public static ReadingsPublisher connect(Map<String, String> kafka, TopicNames topics, Clock clock) {
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(producerSettings(kafka), new ByteArraySerializer(), new ByteArraySerializer());
        return new ReadingsPublisher(producer, topics, clock, PublishPause.SLEEP);
    }

    /**
     * Returns the given settings, with defaults for throughput and for an ordered log of readings: no record lost,
     * twice or out of order, on a new topic too, and the default partitioner (murmur2), which every producer of a topic
     * must share.
     *
     * @throws IllegalArgumentException if {@code partitioner.class} is set
     */
    public static Map<String, Object> producerSettings(Map<String, String> kafka) {
        if (kafka.containsKey(ProducerConfig.PARTITIONER_CLASS_CONFIG)) {
            throw new IllegalArgumentException("kafka." + ProducerConfig.PARTITIONER_CLASS_CONFIG
                    + " must not be set: another partitioner would put a sensor's readings on several partitions");
        }
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "20");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.putAll(kafka);
        settings.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, "false");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        // A leader that is still being elected refuses the first batch and, a moment later, accepts the second: from a
        // producer that it has not seen it accepts any sequence number. The first batch is then refused until it
        // expires (KAFKA-15591). With one request in flight the second waits.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
        return settings;
    }

    /**
     * Publishes all rows of the source and waits until the broker has acknowledged them. If the source is damaged,
     * publishing ends there, with the counts so far.
     *
     * @throws IOException if the source cannot be read
     * @throws DeliveryException if records could not be delivered; nothing more is sent then
     * @throws InterruptedException if the thread was interrupted
     */
    public PublishResult publish(ReadingSource source, Speed speed, PublishListener listener)
            throws IOException, InterruptedException {
        Delivery delivery = new Delivery();
        Pacer pacer = new Pacer(speed, clock, pause);
        Optional<String> problem = Optional.empty();
        try {
            long rows = 0;
            for (Row row = source.next(); row != null && !delivery.hasFailed(); row = source.next()) {
                send(row, source.name(), pacer, delivery);
                if (++rows % PROGRESS_EVERY == 0) {
                    listener.progress(rows, source.position(), source.size());
                }
            }
            listener.progress(rows, source.position(), source.size());
        } catch (IncompleteFileException e) {
            incomplete = true;
            problem = Optional.ofNullable(e.getMessage());
        } catch (InterruptException e) {
            throw interrupted(e);
        }
        delivery.complete();
        return new PublishResult(delivery.readings.get(), delivery.rejected.get(), problem);
    }

    /**
     * Sends, for every sensor published so far, a reading that only moves time on, far enough for the last windows to
     * become final. Waits until the broker has acknowledged it.
     *
     * @param grids the bucket grid of each sensor, as the service is configured
     * @param revisionHorizon number of steps, as the service is configured
     * @return the number of sensors
     * @throws IllegalStateException if a source was incomplete: the missing part may still be sent
     * @throws DeliveryException if records could not be delivered
     */
    public int publishFinal(Function<SensorId, BucketGrid> grids, int revisionHorizon) throws InterruptedException {
        if (incomplete) {
            throw new IllegalStateException("a file was incomplete, so no final reading is sent");
        }
        Delivery delivery = new Delivery();
        try {
            new TreeMap<>(lastTimes)
                    .forEach((sensor, last) -> delivery.send(
                            finalReading(sensor, last, grids.apply(sensor), revisionHorizon, clock.instant())));
        } catch (InterruptException e) {
            throw interrupted(e);
        }
        delivery.complete();
        return lastTimes.size();
    }

    /**
     * Returns the time-only reading that makes a sensor's last windows final: (1 + revisionHorizon) steps after its
     * last reading, but not after {@code now}.
     *
     * @param last the greatest time of the sensor's readings
     * @param grid bucket grid of the sensor
     * @param revisionHorizon number of steps
     */
    public static Reading finalReading(
            SensorId sensor, Instant last, BucketGrid grid, int revisionHorizon, Instant now) {
        long steps = 1L + revisionHorizon;
        Instant end = grid.step().plus(last, steps);
        Instant bucket = grid.plus(last, steps);
        if (bucket.isAfter(end)) {
            // Days of 25 hours may lie between.
            end = bucket;
        }
        return Reading.timeOnly(sensor, end.isBefore(now) ? end : now);
    }

    /** Returns, for each partition of the readings topic that got readings, the offset behind the last one. */
    public Map<Integer, Long> ends() {
        return Map.copyOf(ends);
    }

    /** Waits for requests in flight, for at most half a minute. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    private void send(Row row, String source, Pacer pacer, Delivery delivery) throws InterruptedException {
        if (row instanceof Row.Valid valid) {
            Reading reading = valid.reading();
            if (!reading.isAnnouncement()) {
                pacer.await(reading.time());
                lastTimes.merge(reading.sensor(), reading.time(), (a, b) -> a.isAfter(b) ? a : b);
            }
            delivery.send(reading);
        } else if (row instanceof Row.Bad bad) {
            delivery.send(bad, source);
        }
    }

    private static InterruptedException interrupted(InterruptException e) {
        InterruptedException interrupted = new InterruptedException("publishing was interrupted");
        interrupted.initCause(e);
        return interrupted;
    }

    /** Counts the records that were handed to the producer, and their results. */
    private final class Delivery {
        private final AtomicLong readings = new AtomicLong();
        private final AtomicLong rejected = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private final AtomicReference<@Nullable Failure> firstFailure = new AtomicReference<>();

        /**
         * Records over the size limit. The producer's thread, which must not send, fills the queue; our thread empties
         * it.
         */
        private final Queue<ProducerRecord<byte[], byte[]>> tooLarge = new ConcurrentLinkedQueue<>();

        private record Failure(String topic, Exception cause) {}

        boolean hasFailed() {
            return failed.get() > 0;
        }

        void send(Reading reading) {
            byte[] key = reading.sensor().value().getBytes(UTF_8);
            handOver(new ProducerRecord<>(topics.readings(), key, ReadingJson.bytes(reading)), readings, false);
            rejectTooLarge();
        }

        void send(Row.Bad bad, String file) {
            ProducerRecord<byte[], byte[]> row =
                    new ProducerRecord<>(topics.rejected(), null, bad.original().get());
            RejectedHeaders.putFile(row.headers(), bad.reason(), bad.detail(), file, bad.line());
            handOver(row, rejected, false);
        }

        void complete() throws InterruptedException {
            try {
                producer.flush();
                rejectTooLarge();
                producer.flush();
            } catch (InterruptException e) {
                throw interrupted(e);
            }
            Failure failure = firstFailure.get();
            if (failure != null) {
                throw new DeliveryException(
                        failure.topic(), readings.get() + rejected.get(), failed.get(), failure.cause());
            }
        }

        private void rejectTooLarge() {
            for (var large = tooLarge.poll(); large != null; large = tooLarge.poll()) {
                byte[] value = large.value();
                int kept = Math.min(value.length, KEPT_BYTES);
                ProducerRecord<byte[], byte[]> cut = new ProducerRecord<>(
                        topics.rejected(), null, large.key(), Arrays.copyOf(value, kept), large.headers());
                String detail = "the record of " + value.length + " bytes is over the size limit of the broker or of"
                        + " kafka.max.request.size; its first " + kept + " bytes are kept";
                RejectedHeaders.putReason(cut.headers(), RejectReason.RECORD_TOO_LARGE, detail);
                handOver(cut, rejected, true);
            }
        }

        /** Sends a record. The callback reports the result, so that the future can be ignored. */
        private void handOver(ProducerRecord<byte[], byte[]> handed, AtomicLong delivered, boolean cut) {
            Future<RecordMetadata> unused = producer.send(handed, (metadata, problem) -> {
                if (problem instanceof RecordTooLargeException && !cut) {
                    tooLarge.add(handed);
                } else {
                    count(problem, delivered, handed.topic());
                    if (problem == null && handed.topic().equals(topics.readings())) {
                        ends.merge(metadata.partition(), metadata.offset() + 1, Math::max);
                    }
                }
            });
        }

        private void count(@Nullable Exception problem, AtomicLong delivered, String topic) {
            if (problem == null) {
                delivered.incrementAndGet();
            } else {
                firstFailure.compareAndSet(null, new Failure(topic, problem));
                failed.incrementAndGet();
            }
        }
    }
}
