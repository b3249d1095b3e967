package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.ModelSnapshot.Stored;
import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.forecast.ModelRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts models on the models topic and lists what is there. All publishers of a topic share one transactional id: whoever
 * comes later ends the transaction of whoever came first, so that nobody decides on what another is about to change.
 */
public final class ModelPublisher {
    /** Room for one bundle and its alias. */
    private static final int BUFFER = ModelRecords.maxRequest() + (1 << 20);

    private final Map<String, String> kafka;
    private final String topic;

    /** @param kafka configuration of Kafka clients, with {@code bootstrap.servers} */
    public ModelPublisher(Map<String, String> kafka, TopicNames topics) {
        this.kafka = Map.copyOf(kafka);
        this.topic = topics.models();
    }

    /**
     * What a publication led to.
     *
     * @param sha256 of the bundle
     * @param added false if the same bundle was there already
     * @param alias what the alias points to now; empty without one
     */
    public record Published(ModelRef ref, String sha256, boolean added, Optional<AliasTarget> alias) {
        public Published {
            requireNonNull(ref, "ref");
            requireNonNull(sha256, "sha256");
            requireNonNull(alias, "alias");
        }
    }

    /**
     * Verifies a bundle and puts it on the topic, together with the alias that shall point to it, in one transaction.
     * Doing it twice changes nothing.
     *
     * @throws io.foreflow.models.bundle.BundleException if it is no usable bundle
     * @throws RegistryException if its name and version stand for other bytes, if it is larger than {@value
     *     ModelRecords#MAX_BUNDLE} bytes, if its alias is that of another kind of
     *     model, or if Kafka refuses or cannot be reached
     */
    public Published publish(byte[] bundle, Optional<Alias> alias) {
        return publish(bundle, alias, Optional.empty());
    }

    /**
     * The same of a model that a gate has refused.
     *
     * @param forced why it was refused; kept with the alias
     */
    public Published publish(byte[] bundle, Optional<Alias> alias, Optional<String> forced) {
        if (bundle.length > ModelRecords.MAX_BUNDLE) {
            throw new RegistryException("the bundle has " + bundle.length + " bytes; at most " + ModelRecords.MAX_BUNDLE
                    + " can be published, train a smaller network");
        }
        ModelBundle verified = Bundles.read(bundle);
        ModelRef ref = verified.ref();
        try (Producer<byte[], byte[]> producer = producer()) {
            // First, so that from here on any other publisher either waits or ends this one.
            producer.initTransactions();
            return publish(producer, ModelsReader.read(kafka, topic), verified, bundle, alias, forced);
        } catch (KafkaException e) {
            throw explained(e, "publish " + ref + " to");
        }
    }

    /**
     * Points an alias to a model that is on the topic. Doing it twice changes nothing.
     *
     * @param forced why a gate had refused the model; kept with the alias alone, for a bundle on the topic never changes
     * @throws RegistryException if the model is not on the topic, if the alias is that of another kind of model, or if
     *     Kafka refuses or cannot be reached
     */
    public Published promote(ModelRef ref, Alias alias, Optional<String> forced) {
        try (Producer<byte[], byte[]> producer = producer()) {
            // First, as above.
            producer.initTransactions();
            ModelSnapshot before = ModelsReader.read(kafka, topic);
            Stored known = before.stored(ref);
            if (known == null) {
                throw new RegistryException("there is no model " + ref + " on topic " + topic
                        + "; foreflow models list shows what there is");
            }
            Optional<AliasTarget> target = move(
                    producer, before, known.bundle(), known.sha256(), Optional.of(alias), forced, Optional.empty());
            return new Published(ref, known.sha256(), false, target);
        } catch (KafkaException e) {
            throw explained(e, "promote " + ref + " on");
        }
    }

    private Published publish(
            Producer<byte[], byte[]> producer,
            ModelSnapshot before,
            ModelBundle verified,
            byte[] bundle,
            Optional<Alias> alias,
            Optional<String> forced) {
        ModelRef ref = verified.ref();
        String sha256 = Bundles.sha256(bundle);
        Stored known = before.stored(ref);
        if (known != null && !known.sha256().equals(sha256)) {
            throw new RegistryException(ref + " is already published with other contents (SHA-256 " + known.sha256()
                    + ", this one " + sha256 + "); a version never changes, publish it under a new one");
        }
        Optional<byte[]> added = known == null ? Optional.of(bundle) : Optional.empty();
        Optional<AliasTarget> target = move(producer, before, verified, sha256, alias, forced, added);
        return new Published(ref, sha256, known == null, target);
    }

    /** In one transaction, if there is anything to do: adds the bundle, and moves the alias to it. */
    private Optional<AliasTarget> move(
            Producer<byte[], byte[]> producer,
            ModelSnapshot before,
            ModelBundle model,
            String sha256,
            Optional<Alias> alias,
            Optional<String> forced,
            Optional<byte[]> added) {
        ModelRef ref = model.ref();
        alias.flatMap(role -> before.alias(ref.name(), role)).ifPresent(old -> requireSameKind(old.bundle(), model));
        Optional<AliasTarget> target = alias.map(role -> moved(before, ref, sha256, role, forced));
        boolean moves = alias.isPresent() && !target.equals(before.target(ref.name(), alias.get()));
        if (added.isPresent() || moves) {
            producer.beginTransaction();
            if (added.isPresent()) {
                producer.send(new ProducerRecord<>(topic, 0, ModelRecords.key(new BundleKey(ref)), added.get()));
            }
            if (moves) {
                producer.send(new ProducerRecord<>(
                        topic,
                        0,
                        ModelRecords.key(new AliasKey(ref.name(), alias.get())),
                        ModelRecords.alias(target.get())));
            }
            producer.commitTransaction();
        }
        return target;
    }

    /** What asks for a forecaster by its name must not meet a classifier, nor the other way round. */
    private static void requireSameKind(ModelBundle before, ModelBundle now) {
        if (before.task() instanceof ForecastTask != now.task() instanceof ForecastTask) {
            throw new RegistryException(now.ref() + " is "
                    + (now.task() instanceof ForecastTask ? "a forecaster" : "for inference") + " where " + before.ref()
                    + " is not; publish it under another name, or without an alias");
        }
    }

    /** What the alias shall point to: the new target, and behind it where it pointed before. */
    private static AliasTarget moved(
            ModelSnapshot before, ModelRef ref, String sha256, Alias alias, Optional<String> forced) {
        Optional<AliasTarget> old = before.target(ref.name(), alias);
        if (old.isPresent() && old.get().target().equals(ref)) {
            return old.get();
        }
        Set<ModelRef> previous = new LinkedHashSet<>();
        old.ifPresent(target -> {
            previous.add(target.target());
            previous.addAll(target.previous());
        });
        previous.remove(ref);
        return new AliasTarget(
                ref, sha256, previous.stream().limit(AliasTarget.MAX_PREVIOUS).toList(), forced);
    }

    /**
     * All models on the topic, read committed, by name, creation and version.
     *
     * @throws RegistryException if the topic is missing or Kafka cannot be reached
     */
    public List<RegisteredModel> list() {
        try {
            return ModelsReader.read(kafka, topic).models();
        } catch (KafkaException e) {
            throw explained(e, "read");
        }
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> config = ModelsTopic.clientConfig(kafka);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + ".publisher");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, ModelRecords.maxRequest());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER);
        // Trained weights hardly compress, and what the broker measures is then what was checked here.
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private RegistryException explained(KafkaException e, String what) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return new RegistryException(
                        "topic " + topic + " takes no record as large as this bundle; set its max.message.bytes to "
                                + ModelRecords.maxRequest(),
                        e);
            }
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new RegistryException(
                        "another publication to topic " + topic + " came in between; nothing was published, try again",
                        e);
            }
        }
        return new RegistryException(
                "cannot " + what + " topic " + topic + ": " + e.getMessage()
                        + "; see whether the brokers can be reached and allow it",
                e);
    }
}
