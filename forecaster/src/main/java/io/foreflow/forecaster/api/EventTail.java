package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.kafka.KnownTopic;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.forecaster.topology.ScoreJson;
import io.foreflow.ingest.schema.AvroRecords;
import io.foreflow.ingest.wire.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads new forecasts, scores and alerts, as consumers of the topics see them, while somebody listens to events. Forecasts of a
 * transaction that was aborted are no events. It keeps no state of sensors.
 */
final class EventTail implements EventSource {
    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Time for which reading goes on without a listener, so that a client that connects again misses nothing. */
    private static final Duration LINGER = Duration.ofSeconds(60);

    private static final Duration STATUS_EVERY = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<TopicNames> names;
    private final EventHub hub;
    private final Supplier<Optional<byte[]>> models;
    private final Supplier<byte[]> status;

    private @Nullable Thread thread;
    private volatile boolean closed;
    private Optional<byte[]> shown = Optional.empty();
    private long nextStatus;

    /**
     * @param models returns what a model event says; another answer than before is an event
     * @param status returns what a status event says
     */
    EventTail(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<TopicNames> names,
            EventHub hub,
            Supplier<Optional<byte[]>> models,
            Supplier<byte[]> status) {
        this.consumers = consumers;
        this.names = names;
        this.hub = hub;
        this.models = models;
        this.status = status;
    }

    /** Returns a consumer of committed records without a group. */
    static Consumer<byte[], byte[]> consumer(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public synchronized void listen() {
        if (!closed && (thread == null || !thread.isAlive())) {
            thread = new Thread(this::run, "http-event-tail");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        TopicNames topics = names.get();
        long unheardSince = System.nanoTime();
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                assign(consumer, topics);
                hub.ready();
                while (!closed) {
                    consumer.poll(POLL).forEach(record -> hub.publish(event(record, topics)));
                    tick();
                    if (hub.hasSubscriptions()) {
                        unheardSince = System.nanoTime();
                    } else if (System.nanoTime() - unheardSince > LINGER.toNanos() && ends()) {
                        return;
                    }
                }
            } catch (KafkaException e) {
                if (!closed) {
                    LOG.warn("Events are interrupted; trying again: {}", e.toString());
                }
                tryAgain();
            } catch (RuntimeException e) {
                LOG.error("Events are interrupted; trying again", e);
                tryAgain();
            }
        }
    }

    private void tryAgain() {
        hub.interrupted();
        pause();
    }

    /** Ends the thread, unless somebody has come meanwhile. */
    private synchronized boolean ends() {
        if (hub.hasSubscriptions()) {
            return false;
        }
        hub.interrupted();
        thread = null;
        return true;
    }

    private static void assign(Consumer<byte[], byte[]> consumer, TopicNames topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(topics.forecasts(), topics.scores(), topics.alerts())) {
            List<TopicPartition> known = KnownTopic.partitions(consumer, topic);
            if (known.isEmpty()) {
                throw new UnknownTopicOrPartitionException("topic " + topic + " does not exist");
            }
            partitions.addAll(known);
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Seeking is lazy; this finds the ends now.
        partitions.forEach(consumer::position);
    }

    private static ServiceEvent event(ConsumerRecord<byte[], byte[]> record, TopicNames topics) {
        if (record.topic().equals(topics.forecasts())) {
            return event(record, "forecast", EventTail::forecast);
        }
        return record.topic().equals(topics.scores())
                ? event(record, "score", EventTail::score)
                : event(record, "alert", value -> value);
    }

    /** Returns the event of a record. Its id begins with the first letter of its type. */
    private static ServiceEvent event(ConsumerRecord<byte[], byte[]> record, String type, UnaryOperator<byte[]> json) {
        return new ServiceEvent(
                Optional.of(type.charAt(0) + "" + record.partition() + "-" + record.offset()),
                type,
                Optional.of(new String(record.key(), UTF_8)),
                () -> json.apply(record.value()));
    }

    private static byte[] forecast(byte[] value) {
        return AvroRecords.isAvro(value) ? ForecastJson.write(OutputValues.readForecast(value)) : value;
    }

    private static byte[] score(byte[] value) {
        return AvroRecords.isAvro(value) ? ScoreJson.write(OutputValues.readScore(value)) : value;
    }

    private void tick() {
        long now = System.nanoTime();
        if (nextStatus != 0 && now - nextStatus < 0) {
            return;
        }
        nextStatus = now + STATUS_EVERY.toNanos();
        Optional<byte[]> latest = models.get();
        if (latest.isPresent() && !Arrays.equals(latest.get(), shown.orElse(null))) {
            if (shown.isPresent()) {
                hub.publish(ServiceEvent.of("model", latest.get()));
            }
            shown = latest;
        }
        hub.publish(ServiceEvent.of("status", status.get()));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        hub.close();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.interrupt();
        }
    }
}
