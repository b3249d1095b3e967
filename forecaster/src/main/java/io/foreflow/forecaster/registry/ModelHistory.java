package io.foreflow.forecaster.registry;

import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of models: every change, in its order.
 *
 * @param events all events, the oldest first
 */
public record ModelHistory(List<ModelEvent> events) {
    private static final Logger LOG = LoggerFactory.getLogger(ModelHistory.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Maximum time of one request to Kafka. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public ModelHistory {
        events = List.copyOf(events);
    }

    /**
     * Reads the committed events up to now.
     *
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
     * @throws RegistryException if Kafka cannot be reached or refuses
     */
    public static ModelHistory read(Map<String, String> kafka, TopicNames topics) {
        TopicPartition partition = new TopicPartition(topics.modelEvents(), 0);
        List<ModelEvent> events = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = ModelsTopic.consumer(kafka, PATIENCE)) {
            if (consumer.partitionsFor(partition.topic()).isEmpty()) {
                return new ModelHistory(List.of());
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(POLL).forEach(record -> event(record).ifPresent(events::add));
            }
        } catch (KafkaException e) {
            throw new RegistryException(
                    "cannot read topic " + partition.topic() + ": " + e.getMessage()
                            + "; check that the brokers can be reached and allow it",
                    e);
        }
        return new ModelHistory(events);
    }

    private static Optional<ModelEvent> event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(ModelEventJson.read(record.value()));
        } catch (IllegalArgumentException e) {
            LOG.warn("Skipped on topic {}: offset {} {}", record.topic(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the events that concern one model. */
    public List<ModelEvent> of(String name) {
        return events.stream().filter(event -> event.concerns(name)).toList();
    }

    /** Returns the routes on the models topic at a time; empty if those of the configuration counted. */
    public Optional<Routing> routingAt(Instant time) {
        return events.stream()
                .filter(event -> event.action() == ModelAction.ROUTED)
                .takeWhile(event -> !event.time().isAfter(time))
                .reduce((earlier, later) -> later)
                .flatMap(ModelEvent::routes);
    }

    /** Returns the champion of a model at a time; empty if it had none. */
    public Optional<ModelRef> championAt(String name, Instant time) {
        Optional<ModelRef> champion = Optional.empty();
        for (ModelEvent event : of(name)) {
            if (event.time().isAfter(time)) {
                break;
            }
            champion = switch (event.action()) {
                case PROMOTED, ROLLED_BACK -> event.to();
                case DELETED -> champion.filter(ref -> !event.from().equals(Optional.of(ref)));
                case PUBLISHED, CHALLENGED, ROUTED -> champion;
            };
        }
        return champion;
    }

    /** Returns an object with the events, in UTF-8. */
    public static byte[] json(List<ModelEvent> events) {
        return Json.object(json -> {
            json.writeArrayFieldStart("events");
            for (ModelEvent event : events) {
                json.writeStartObject();
                ModelEventJson.writeFields(json, event);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
