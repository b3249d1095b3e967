package io.foreflow.forecaster.registry;

import io.foreflow.forecaster.registry.RegistryEvent.RejectedRecord;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the models topic once, from its beginning to its present end, read committed. It keeps no weights. */
final class ModelsReader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Maximum time without a record, after which reading gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ModelsReader() {}

    /**
     * The topic up to an offset.
     *
     * @param next offset of the next record; negative for the beginning
     */
    record ReadModels(ModelSnapshot snapshot, long next) {
        static final ReadModels NOTHING = new ReadModels(ModelSnapshot.EMPTY, -1);
    }

    /**
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
     * @throws RegistryException if the topic is missing, or if no record comes for a minute
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached
     */
    static ModelSnapshot read(Map<String, String> kafka, String topic) {
        return readOn(kafka, topic, ReadModels.NOTHING).snapshot();
    }

    /** Reads what has come since. */
    static ReadModels readOn(Map<String, String> kafka, String topic, ReadModels before) {
        SnapshotDraft draft = new SnapshotDraft(before.snapshot());
        try (ModelsTopic reader = new ModelsTopic(ModelsTopic.consumer(kafka), topic)) {
            reader.open();
            if (before.next() < 0) {
                reader.seekToBeginning();
            } else {
                reader.seek(before.next());
            }
            long end = reader.end();
            long lastProgress = System.nanoTime();
            while (reader.position() < end) {
                long position = reader.position();
                reader.poll(POLL).forEach(draft::apply);
                if (reader.position() > position) {
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                    throw new RegistryException("topic " + topic + " could not be read to its end: nothing came for "
                            + PATIENCE.toSeconds() + " s; see whether all brokers are up");
                }
            }
            RegistryUpdate update = draft.update();
            update.events().forEach(event -> {
                if (event instanceof RejectedRecord rejected) {
                    LOG.warn("Skipped on topic {}: {}", topic, rejected.detail());
                }
            });
            return new ReadModels(update.snapshot(), reader.position());
        }
    }
}
