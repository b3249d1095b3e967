package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.ModelsReader.ReadModels;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.store.ObjectStore;
import io.foreflow.forecaster.store.StoreException;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.forecaster.store.VerifiedCopy;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.TrainedModel;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
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
 * Publishes models to the models topic and lists them. All publishers of a topic share one transactional id: a later
 * publisher ends the transaction of an earlier one, so that no decision rests on data that another is about to change.
 */
public final class ModelPublisher {
    /** Buffer size for one bundle and its alias. */
    private static final int BUFFER = ModelRecords.maxRequest() + (1 << 20);

    /** Maximum number of transactions for one publication, if other runs come in between. */
    private static final int FENCING_ATTEMPTS = 5;

    private static final Duration BUNDLE = Duration.ofSeconds(60);

    private final Map<String, String> kafka;
    private final TopicNames topics;
    private final String topic;
    private final String events;
    private final StoreSettings large;
    private final Retention retention;
    private final Author author;
    private final Clock clock;
    private final BundleStore store;

    /**
     * Creates a publisher with the default retention and without a store.
     *
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
     */
    public ModelPublisher(Map<String, String> kafka, TopicNames topics) {
        this(kafka, topics, StoreSettings.NONE);
    }

    /** Creates a publisher with the default retention. */
    public ModelPublisher(Map<String, String> kafka, TopicNames topics, StoreSettings large) {
        this(kafka, topics, large, Retention.DEFAULT, Author.UNNAMED, Clock.systemUTC());
    }

    /** Creates a publisher without a store. */
    public ModelPublisher(
            Map<String, String> kafka, TopicNames topics, Retention retention, Author author, Clock clock) {
        this(kafka, topics, StoreSettings.NONE, retention, author, clock);
    }

    /**
     * @param large the store of large bundles
     * @param retention decides which versions a publication deletes
     * @param author author of the changes, for the history
     * @param clock time of the changes
     */
    public ModelPublisher(
            Map<String, String> kafka,
            TopicNames topics,
            StoreSettings large,
            Retention retention,
            Author author,
            Clock clock) {
        this.kafka = Map.copyOf(kafka);
        this.topics = topics;
        this.large = large;
        this.topic = topics.models();
        this.events = topics.modelEvents();
        this.retention = retention;
        this.author = author;
        this.clock = clock;
        // A command keeps the bundles that it uses.
        this.store = new BundleStore(
                () -> ModelsTopic.consumer(this.kafka, BUNDLE), topic, new BundleCache(0), Optional.empty());
    }

    /**
     * The result of a publication.
     *
     * @param sha256 digest of the bundle
     * @param added false if the same bundle was on the topic already
     * @param alias present target of the alias; empty without one
     * @param deleted older versions that the retention rule deleted
     */
    public record PublishedModel(
            ModelRef ref, String sha256, boolean added, Optional<AliasTarget> alias, List<ModelRef> deleted) {
        public PublishedModel {
            requireNonNull(ref, "ref");
            requireNonNull(sha256, "sha256");
            requireNonNull(alias, "alias");
            deleted = List.copyOf(deleted);
        }
    }

    /**
     * The result of a deletion.
     *
     * @param aliases aliases that pointed to the model and were deleted with it
     * @param rollback aliases that could have been rolled back to it
     */
    public record Deleted(RegisteredModel model, List<Alias> aliases, List<Alias> rollback) {
        public Deleted {
            requireNonNull(model, "model");
            aliases = List.copyOf(aliases);
            rollback = List.copyOf(rollback);
        }
    }

    /**
     * Verifies a bundle and publishes it together with the alias that should point to it, in one transaction, which
     * also deletes the versions that the retention rule does not keep. Publishing it twice changes nothing. A large
     * bundle is put into the store first; the topic gets a reference to it.
     *
     * @throws io.foreflow.models.bundle.BundleException if the bundle cannot be used
     * @throws RegistryException if its name and version stand for other bytes, if it has more than
     *     {@value ModelRecords#MAX_BUNDLE} bytes and there is no store, if the store refuses it, if its alias is that of
     *     another kind of model, or if Kafka refuses or cannot be reached
     */
    public PublishedModel publish(byte[] bundle, Optional<Alias> alias) {
        return publish(bundle, alias, Optional.empty());
    }

    /**
     * Publishes a model that a gate has refused.
     *
     * @param forced reason of the refusal; kept with the alias
     */
    public PublishedModel publish(byte[] bundle, Optional<Alias> alias, Optional<String> forced) {
        return publish(bundle, alias, forced, Optional.empty());
    }

    /**
     * Publishes a model while a lock is held.
     *
     * @throws RegistryException also if the lock is lost; then nothing is published
     */
    public PublishedModel publish(byte[] bundle, Alias alias, RetrainingLock lock) {
        return publish(bundle, Optional.of(alias), Optional.empty(), Optional.of(lock));
    }

    private PublishedModel publish(
            byte[] bundle, Optional<Alias> alias, Optional<String> forced, Optional<RetrainingLock> lock) {
        requirePlace(bundle.length);
        TrainedModel verified = Bundles.read(bundle);
        ModelRef ref = verified.ref();
        Content content = new Content(ref, Bundles.sha256(bundle), verified.task() instanceof ForecastTask);
        byte[] value = value(bundle, verified);
        try (Producer<byte[], byte[]> producer = producer()) {
            // First, so that from here on any other publisher either waits or ends this one.
            producer.initTransactions();
            ModelSnapshot before = ModelsReader.read(kafka, topic);
            for (int attempt = 1; ; attempt++) {
                try {
                    return publish(producer, before, content, value, new Placement(alias, forced, lock));
                } catch (CommitFailedException e) {
                    // Another run has joined the lock's group. This one still holds the lock, or is told so.
                    producer.abortTransaction();
                    if (attempt == FENCING_ATTEMPTS) {
                        throw e;
                    }
                    lock.ifPresent(RetrainingLock::follow);
                }
            }
        } catch (KafkaException e) {
            throw explained(e, "publish " + ref + " to");
        }
    }

    /**
     * Points an alias to a model on the topic. Doing it twice changes nothing.
     *
     * @param forced reason why a gate had refused the model; kept only with the alias, because a bundle on the topic
     *     never changes
     * @throws RegistryException if the model is not on the topic, if the alias is that of another kind of model, or if
     *     Kafka refuses or cannot be reached
     */
    public PublishedModel promote(ModelRef ref, Alias alias, Optional<String> forced) {
        try (Producer<byte[], byte[]> producer = producer()) {
            // First, as above.
            producer.initTransactions();
            ModelSnapshot before = ModelsReader.read(kafka, topic);
            RegisteredModel known = before.model(ref).orElseThrow(() -> unknown(ref));
            Placement placement = new Placement(Optional.of(alias), forced, Optional.empty());
            Optional<AliasTarget> target = move(producer, before, Content.of(known), placement, Optional.empty());
            return new PublishedModel(ref, known.sha256(), false, target, List.of());
        } catch (KafkaException e) {
            throw explained(e, "promote " + ref + " on");
        }
    }

    /**
     * Makes the champion's predecessor champion again.
     *
     * @throws RegistryException if the model has no champion, if no predecessor of it is on the topic, or if Kafka
     *     refuses or cannot be reached
     */
    public AliasMove rollback(String name) {
        try (Producer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            AliasMove move = AliasMove.rollback(ModelsReader.read(kafka, topic), name);
            producer.beginTransaction();
            move.records().forEach(record -> send(producer, record));
            tell(
                    producer,
                    new ModelEvent(
                            clock.instant(),
                            ModelAction.ROLLED_BACK,
                            name,
                            move.from(),
                            Optional.of(move.target().target()),
                            author));
            producer.commitTransaction();
            return move;
        } catch (KafkaException e) {
            throw explained(e, "roll back " + name + " on");
        }
    }

    /**
     * Deletes a version.
     *
     * @param withAliases true to delete the aliases that point to it as well; otherwise such an alias is an error
     * @throws RegistryException if the model is not on the topic, if an alias points to it, or if Kafka refuses or
     *     cannot be reached
     */
    public Deleted delete(ModelRef ref, boolean withAliases) {
        try (Producer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            ModelSnapshot before = ModelsReader.read(kafka, topic);
            RegisteredModel known = before.model(ref).orElseThrow(() -> unknown(ref));
            List<Alias> aliases = Arrays.stream(Alias.values())
                    .filter(alias -> before.target(ref.name(), alias)
                            .filter(target -> target.target().equals(ref))
                            .isPresent())
                    .toList();
            if (!aliases.isEmpty() && !withAliases) {
                throw new RegistryException(ref + " is "
                        + aliases.stream().map(Alias::label).collect(Collectors.joining(" and ")) + " of " + ref.name()
                        + "; promote another version first, or delete the alias with it (--with-alias)");
            }
            List<Alias> rollback = Arrays.stream(Alias.values())
                    .filter(alias -> before.target(ref.name(), alias)
                            .filter(target -> target.previous().contains(ref))
                            .isPresent())
                    .toList();
            producer.beginTransaction();
            before.contents(ref).forEach(stored -> tombstone(producer, stored.key()));
            aliases.forEach(alias -> before.records(new AliasName(ref.name(), alias))
                    .forEach(record -> tombstone(producer, record.key())));
            tell(producer, deletion(ref));
            producer.commitTransaction();
            return new Deleted(known, aliases, rollback);
        } catch (KafkaException e) {
            throw explained(e, "delete " + ref + " from");
        }
    }

    /**
     * Sets the models of sensors. Every service applies them, in place of those of its configuration.
     *
     * @param expected tests the routes on the topic before the change; empty if there are none
     * @throws StaleRoutesException if the test fails
     * @throws RegistryException if the routes have {@link RoutesChange#problems}, or if Kafka refuses or cannot be
     *     reached
     */
    public RoutesChange route(List<Route> routes, Predicate<Optional<Routing>> expected) {
        return route(expected, before -> {
            List<String> problems = RoutesChange.problems(before, routes);
            if (!problems.isEmpty()) {
                throw new RegistryException(String.join("; ", problems));
            }
            return RoutesChange.to(before, new Routing(routes));
        });
    }

    /**
     * Deletes the routes from the topic, so that those of each service's configuration count again.
     *
     * @param expected as above
     * @throws RegistryException as above
     */
    public RoutesChange clearRoutes(Predicate<Optional<Routing>> expected) {
        return route(expected, RoutesChange::cleared);
    }

    private RoutesChange route(Predicate<Optional<Routing>> expected, Function<ModelSnapshot, RoutesChange> asked) {
        try (Producer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            ModelSnapshot before = ModelsReader.read(kafka, topic);
            if (!expected.test(before.routing())) {
                throw new StaleRoutesException();
            }
            RoutesChange change = asked.apply(before);
            if (change.changes()) {
                producer.beginTransaction();
                change.records().forEach(record -> send(producer, record));
                tell(producer, ModelEvent.routed(clock.instant(), change.to(), author));
                producer.commitTransaction();
            }
            return change;
        } catch (KafkaException e) {
            throw explained(e, "change the routes on");
        }
    }

    /**
     * Writes the good records under bad ones again, as long as the topic has not been compacted, so that a restart
     * loses nothing.
     *
     * @return the losses of a restart, as {@link ModelSnapshot#losses} describes them; if empty, nothing was written
     * @throws UnavailableBundleException if the topic has been compacted in the meantime
     * @throws RegistryException if Kafka refuses or cannot be reached
     */
    public List<String> repair() {
        try (Producer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            ModelSnapshot before = ModelsReader.read(kafka, topic);
            List<String> losses = before.losses();
            if (losses.isEmpty()) {
                return losses;
            }
            producer.beginTransaction();
            try {
                repair(producer, before);
            } catch (UnavailableBundleException e) {
                producer.abortTransaction();
                throw e;
            }
            producer.commitTransaction();
            return losses;
        } catch (KafkaException e) {
            throw explained(e, "repair");
        }
    }

    private void repair(Producer<byte[], byte[]> producer, ModelSnapshot before) {
        Set<RecordKey> dropped = new LinkedHashSet<>(before.shadowed());
        before.standing().forEach((ref, stored) -> {
            if (dropped.remove(stored.key())) {
                send(producer, stored.key(), store.value(stored.key(), stored.offset(), BUNDLE));
                // It now comes after them.
                before.contents(ref).forEach(other -> dropped.add(other.key()));
                dropped.remove(stored.key());
            }
        });
        before.effective().values().forEach(record -> {
            if (dropped.remove(record.key())) {
                send(producer, record.key(), store.value(record.key(), record.offset(), BUNDLE));
            }
        });
        before.storedRoutes().ifPresent(stored -> {
            if (dropped.remove(stored.key())) {
                send(producer, stored.key(), store.value(stored.key(), stored.offset(), BUNDLE));
            }
        });
        dropped.forEach(key -> tombstone(producer, key));
    }

    /** Work that begins with the models on the topic. */
    interface Writing<T> {
        T with(Producer<byte[], byte[]> producer, ReadModels before);
    }

    /**
     * Does work while no other publisher writes: a later one ends it.
     *
     * @param what name of the work in messages, such as "publish x to"
     */
    <T> T writing(String what, Writing<T> work) {
        try (Producer<byte[], byte[]> producer = producer()) {
            // First, so that from here on any other publisher either waits or ends this one.
            producer.initTransactions();
            return work.with(producer, readOn(ReadModels.NOTHING));
        } catch (KafkaException e) {
            throw explained(e, what);
        }
    }

    ModelHistory history() {
        return ModelHistory.read(kafka, topics);
    }

    ReadModels readOn(ReadModels before) {
        return ModelsReader.readOn(kafka, topic, before);
    }

    /** Returns true if a bundle of this size lies in the store, and not on the topic. */
    boolean isStored(int bytes) {
        return large.stores(bytes);
    }

    /** @throws RegistryException if a bundle of this size may lie nowhere */
    void requirePlace(int bytes) {
        if (!large.stores(bytes) && bytes > ModelRecords.MAX_BUNDLE) {
            throw new RegistryException("the bundle has " + bytes + " bytes, and the models topic takes at most "
                    + ModelRecords.MAX_BUNDLE
                    + "; set models.store.location to a folder or an S3 bucket for large bundles");
        }
    }

    /**
     * Returns the value of a bundle's record: its bytes, or a reference to them, once they are in the store.
     *
     * @throws RegistryException if the store cannot be written
     */
    byte[] value(byte[] bytes, TrainedModel bundle) {
        if (!isStored(bytes.length)) {
            return bytes;
        }
        BundleReference reference = BundleReference.of(bytes, bundle);
        try (ObjectStore objects = large.open().orElseThrow()) {
            VerifiedCopy.put(objects, reference.stored(), bytes);
        } catch (StoreException e) {
            throw new RegistryException(bundle.ref() + " was not published: " + e.getMessage(), e);
        }
        return ModelRecords.reference(reference);
    }

    /** Sends a new bundle, and deletes the versions that the retention rule does not keep; returns these. */
    List<ModelRef> add(
            Producer<byte[], byte[]> producer,
            ModelSnapshot before,
            BundleKey key,
            byte[] value,
            Optional<Alias> alias) {
        ModelRef ref = key.ref();
        List<ModelRef> replaced = retention.superfluous(before, ref, alias);
        send(producer, key, value);
        tell(
                producer,
                new ModelEvent(
                        clock.instant(),
                        ModelAction.PUBLISHED,
                        ref.name(),
                        Optional.empty(),
                        Optional.of(ref),
                        author));
        replaced.forEach(old -> {
            before.contents(old).forEach(stored -> tombstone(producer, stored.key()));
            tell(producer, deletion(old));
        });
        return replaced;
    }

    Author author() {
        return author;
    }

    Instant now() {
        return clock.instant();
    }

    private RegistryException unknown(ModelRef ref) {
        return new RegistryException(
                "there is no model " + ref + " on topic " + topic + "; foreflow models list shows what there is");
    }

    /** The kind of a published model: enough to know which aliases it may have. */
    private record Content(ModelRef ref, String sha256, boolean isForecaster) {
        static Content of(RegisteredModel model) {
            return new Content(model.ref(), model.sha256(), model.kind().isForecaster());
        }
    }

    private PublishedModel publish(
            Producer<byte[], byte[]> producer,
            ModelSnapshot before,
            Content content,
            byte[] value,
            Placement placement) {
        ModelRef ref = content.ref();
        String sha256 = content.sha256();
        Optional<RegisteredModel> known = before.model(ref);
        if (known.isPresent() && !known.get().sha256().equals(sha256)) {
            throw new RegistryException(ref + " is already published with other contents (SHA-256 "
                    + known.get().sha256() + ", this one " + sha256
                    + "); a version never changes, publish it under a new one");
        }
        List<ModelRef> deleted = new ArrayList<>();
        Optional<Runnable> addition = known.isPresent()
                ? Optional.empty()
                : Optional.of(() ->
                        deleted.addAll(add(producer, before, new BundleKey(ref, sha256), value, placement.alias())));
        Optional<AliasTarget> target = move(producer, before, content, placement, addition);
        return new PublishedModel(ref, sha256, known.isEmpty(), target, deleted);
    }

    /**
     * The place of a model on the topic.
     *
     * @param alias alias that points to it
     * @param forced reason why a gate had refused it
     * @param lock lock without which it may not be published
     */
    private record Placement(Optional<Alias> alias, Optional<String> forced, Optional<RetrainingLock> lock) {}

    /**
     * Adds the bundle and moves the alias to it: in one transaction, if there is anything to do.
     *
     * @param addition adds the bundle; empty if it is on the topic already
     */
    private Optional<AliasTarget> move(
            Producer<byte[], byte[]> producer,
            ModelSnapshot before,
            Content model,
            Placement placement,
            Optional<Runnable> addition) {
        ModelRef ref = model.ref();
        Optional<Alias> alias = placement.alias();
        alias.flatMap(role -> before.alias(ref.name(), role)).ifPresent(old -> requireSameKind(old, model));
        Optional<AliasMove> move = alias.map(
                        role -> AliasMove.to(before, ref, model.sha256(), role, placement.forced()))
                .filter(one -> one.moves());
        if (addition.isPresent() || move.isPresent()) {
            producer.beginTransaction();
            addition.ifPresent(Runnable::run);
            move.ifPresent(one -> {
                one.records().forEach(record -> send(producer, record));
                tell(producer, ModelEvent.moved(clock.instant(), requireNonNull(alias.orElse(null)), one, author));
            });
            placement.lock().ifPresent(lock -> lock.fence(producer));
            producer.commitTransaction();
        }
        return move.map(AliasMove::target).or(() -> alias.flatMap(role -> before.target(ref.name(), role)));
    }

    private ModelEvent deletion(ModelRef ref) {
        return new ModelEvent(
                clock.instant(), ModelAction.DELETED, ref.name(), Optional.of(ref), Optional.empty(), author);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit of the transaction throws what a send meets
    void tell(Producer<byte[], byte[]> producer, ModelEvent event) {
        producer.send(new ProducerRecord<>(events, 0, ModelEventJson.key(event), ModelEventJson.write(event)));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit of the transaction throws what a send meets
    void send(Producer<byte[], byte[]> producer, RegistryRecord record) {
        producer.send(new ProducerRecord<>(topic, 0, record.key(), record.value()));
    }

    private void send(Producer<byte[], byte[]> producer, RecordKey key, byte[] value) {
        send(producer, RegistryRecord.of(key, value));
    }

    private void tombstone(Producer<byte[], byte[]> producer, RecordKey key) {
        send(producer, RegistryRecord.tombstone(key));
    }

    /**
     * Checks the kind of model: a request for a forecaster by its name must not find a classifier, nor the other way
     * round.
     */
    private static void requireSameKind(RegisteredModel before, Content now) {
        if (before.kind().isForecaster() != now.isForecaster()) {
            throw new RegistryException(now.ref() + " is "
                    + (now.isForecaster() ? "a forecaster" : "for inference") + " where " + before.ref()
                    + " is not; publish it under another name, or without an alias");
        }
    }

    /**
     * Returns all models on the topic, read committed, by name, creation and version.
     *
     * @throws RegistryException if the topic is missing or Kafka cannot be reached
     */
    public List<RegisteredModel> list() {
        return snapshot().models();
    }

    /**
     * Returns all models, aliases and routes on the topic, read committed.
     *
     * @throws RegistryException if the topic is missing or Kafka cannot be reached
     */
    public ModelSnapshot snapshot() {
        try {
            return ModelsReader.read(kafka, topic);
        } catch (KafkaException e) {
            throw explained(e, "read");
        }
    }

    /**
     * Returns the bundle of a listed model.
     *
     * @throws UnavailableBundleException if it was deleted meanwhile, or cannot be read
     */
    public TrainedModel bundle(RegisteredModel model) {
        return model.stored().isPresent()
                ? BundleStore.described(model, ByteBuffer.wrap(bytes(model)))
                : store.get(model, BUNDLE);
    }

    /**
     * Returns the bytes of the bundle of a listed model.
     *
     * @throws UnavailableBundleException as above
     */
    public byte[] bytes(RegisteredModel model) {
        if (model.stored().isPresent()) {
            return stored(model, model.stored().get());
        }
        return store.value(new BundleKey(model.ref(), model.sha256()), model.offset(), BUNDLE);
    }

    private byte[] stored(RegisteredModel model, StoredBundle stored) {
        try (ObjectStore objects = large.open().orElseThrow(() -> BundleStore.noStore(model))) {
            return VerifiedCopy.bytes(objects, stored);
        } catch (StoreException e) {
            throw BundleStore.notNow(model, e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> config = ModelsTopic.clientConfig(kafka);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + ".publisher");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, ModelRecords.maxRequest());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER);
        // Trained weights hardly compress. Without compression the broker measures the size that was checked here.
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private RegistryException explained(KafkaException e, String what) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return new RegistryException(
                        "a record is larger than its topic takes; set max.message.bytes of " + topic + " to "
                                + ModelRecords.maxRequest() + ", and that of " + events + " to "
                                + TopicPlan.EVENT_BYTES,
                        e);
            }
            if (cause instanceof CommitFailedException) {
                return new RegistryException(
                        "other retraining runs came in between again and again; nothing was published, try again", e);
            }
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new RegistryException(
                        "another publication to topic " + topic
                                + " came in between; no champion and no route has changed, try again",
                        e);
            }
        }
        return new RegistryException(
                "cannot " + what + " topic " + topic + ": " + e.getMessage()
                        + "; check that the brokers can be reached and allow it",
                e);
    }
}
