package io.foreflow.forecaster.registry;

import io.foreflow.forecaster.registry.RegistryEvent.AliasMoved;
import io.foreflow.forecaster.registry.RegistryEvent.ModelLoaded;
import io.foreflow.forecaster.registry.RegistryEvent.ModelRemoved;
import io.foreflow.forecaster.registry.RegistryEvent.RejectedRecord;
import io.foreflow.forecaster.registry.RegistryEvent.RoutesChanged;
import io.foreflow.forecaster.store.StoreReader;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the models topic on a thread of its own: reads the committed records from the beginning, then new ones, and
 * swaps one immutable snapshot. Only a tombstone can take a model away. A damaged, contradictory or unknown record is
 * logged, reported to the listener, and skipped. While Kafka cannot be reached the last snapshot stays, and the
 * registry retries.
 *
 * <p>It knows all models but keeps few of them in memory: those that it must hold, and recently used ones up to
 * a number of bytes. {@link #bundle} reads the others again.
 *
 * <p>The snapshot is empty until the topic was read to its end once. Safe for use by many threads.
 */
public final class ModelRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** Maximum time without a new snapshot while records come. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    /** Maximum time that a task waits for a bundle; a transaction of Kafka Streams may take 10 s. */
    private static final Duration BUNDLE = Duration.ofSeconds(8);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Function<ModelSnapshot, List<RegisteredModel>> held;
    private final RegistryListener listener;
    private final BundleCache cache;
    private final BundleStore store;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile ModelSnapshot snapshot = ModelSnapshot.EMPTY;
    private volatile @Nullable ModelsTopic current;
    /** Number of records that were read. */
    private volatile long records;

    /** The draft of the registry's thread: everything read so far, published once {@link #complete}. */
    private SnapshotDraft draft = new SnapshotDraft(ModelSnapshot.EMPTY);
    /** The offset to read next, used by the registry's thread; negative: the beginning. */
    private long next = -1;
    /** True once the draft has all records that were on the topic when reading began. Used by the registry's thread. */
    private boolean complete;

    /** The losses of a restart that were logged last. Used by the registry's thread alone. */
    private List<String> losses = List.of();
    /** The digests of held models that could not be read and were reported. Used by the registry's thread alone. */
    private final Set<String> missed = new HashSet<>();
    /** The digests of held models that are not on the topic any more. Used by the registry's thread alone. */
    private final Set<String> gone = new HashSet<>();

    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /**
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
     * @param held chooses the models that are always in memory
     * @param budget maximum bytes of cached bundles, see {@link #defaultBudget}
     * @param stored reads bundles that lie in the store; empty without one
     */
    public ModelRegistry(
            Map<String, String> kafka,
            TopicNames topics,
            Function<ModelSnapshot, List<RegisteredModel>> held,
            long budget,
            Optional<StoreReader> stored,
            RegistryListener listener) {
        this(
                () -> ModelsTopic.consumer(kafka),
                topics.models(),
                held,
                new BundleCache(budget),
                cache -> new BundleStore(() -> ModelsTopic.consumer(kafka, BUNDLE), topics.models(), cache, stored),
                listener);
    }

    /** Creates a registry without a store. */
    public ModelRegistry(
            Map<String, String> kafka,
            TopicNames topics,
            Function<ModelSnapshot, List<RegisteredModel>> held,
            long budget,
            RegistryListener listener) {
        this(kafka, topics, held, budget, Optional.empty(), listener);
    }

    /** @param readers consumers that read one bundle each */
    ModelRegistry(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Consumer<byte[], byte[]>> readers,
            String topic,
            Function<ModelSnapshot, List<RegisteredModel>> held,
            long budget,
            RegistryListener listener) {
        this(
                consumers,
                topic,
                held,
                new BundleCache(budget),
                cache -> new BundleStore(readers, topic, cache, Optional.empty()),
                listener);
    }

    private ModelRegistry(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            Function<ModelSnapshot, List<RegisteredModel>> held,
            BundleCache cache,
            Function<BundleCache, BundleStore> store,
            RegistryListener listener) {
        this.consumers = consumers;
        this.topic = topic;
        this.held = held;
        this.listener = listener;
        this.cache = cache;
        this.store = store.apply(cache);
        this.thread = new Thread(this::run, "foreflow-model-registry");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (t, e) -> LOG.error("The model registry has ended; models will not change until a restart", e));
    }

    /**
     * Returns an eighth of the heap: running models have copies of their own, and reading a bundle takes three times
     * its size.
     */
    public static long defaultBudget() {
        return Runtime.getRuntime().maxMemory() / 8;
    }

    /** @throws IllegalThreadStateException if it was started before */
    public void start() {
        thread.start();
    }

    /** Returns the latest state; the same object as before means that nothing has changed. */
    public ModelSnapshot snapshot() {
        return snapshot;
    }

    /** Returns the bundle of a model if it is in memory; never blocks. */
    public Optional<TrainedModel> cached(RegisteredModel model) {
        return store.cached(model.sha256());
    }

    /**
     * Returns the bundle of a model. If it is not in memory, it is read from the topic or the store, for at most 8 s.
     *
     * @throws UnavailableBundleException if it is not there any more, or could not be read
     */
    public TrainedModel bundle(RegisteredModel model) {
        // The same record may have been written again since, and the one before it may be gone.
        RegisteredModel latest = snapshot.model(model.ref())
                .filter(known -> known.sha256().equals(model.sha256()))
                .orElse(model);
        return store.get(latest, BUNDLE);
    }

    /**
     * Reads the bundles of several models into memory, unless that takes too long. A bundle that cannot be read is left
     * out; {@link #bundle} tells why.
     *
     * @param read called after each bundle that is in memory
     */
    public void readAll(
            List<RegisteredModel> models,
            Duration within,
            java.util.function.BiConsumer<RegisteredModel, TrainedModel> read) {
        long deadline = System.nanoTime() + within.toNanos();
        models.forEach(this::begin);
        try (BundleStore.OpenReader reader = store.reader()) {
            for (RegisteredModel model : models) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                try {
                    read.accept(model, store.get(model, Duration.ofNanos(left), reader));
                } catch (UnavailableBundleException e) {
                    LOG.debug("Left out for now: {}", model.ref(), e);
                }
            }
        }
    }

    /** Begins the local copy of a bundle in the store, so that several are read at the same time. */
    private void begin(RegisteredModel model) {
        try {
            if (store.cached(model.sha256()).isEmpty()) {
                store.isAtHand(model);
            }
        } catch (UnavailableBundleException e) {
            LOG.debug("Left out for now: {}", model.ref(), e);
        }
    }

    /** Returns the size of the cached bundles in bytes; bundles that only a task uses are not counted. */
    public long heldBytes() {
        return cache.heldBytes();
    }

    /** Returns true once the topic was read to its end; it stays true while Kafka cannot be reached. */
    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /** Returns false if it ended or never began: the snapshot will not change. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Waits until the topic was read to its end. Returns false if no record came for as long as {@code timeout}. */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        long before;
        do {
            before = records;
            if (caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } while (records > before);
        return false;
    }

    /** Ends the thread and waits for it. The last snapshot stays readable. */
    @Override
    public void close() {
        closing.countDown();
        ModelsTopic reader = current;
        if (reader != null) {
            reader.wakeup();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The model registry did not end within {}; it ends with the process", CLOSE);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!isClosing()) {
            try {
                follow();
            } catch (WakeupException e) {
                LOG.debug("Woken up", e);
            } catch (InterruptException e) {
                LOG.warn("The model registry was interrupted and ends; models will not change until a restart");
                return;
            } catch (OffsetOutOfRangeException e) {
                LOG.warn(
                        "Topic {} was truncated or created again; its models are read again from the beginning", topic);
                restart();
            } catch (RuntimeException e) {
                LOG.warn(
                        "Cannot read topic {}; trying again in {} ms, models stay as they are: {}",
                        topic,
                        pauseMillis,
                        e.toString());
                LOG.debug("The error in full", e);
                report(RegistryListener::retrying);
                pause();
            }
        }
    }

    /** Reads until something goes wrong or the registry is closed. */
    private void follow() {
        try (ModelsTopic reader = new ModelsTopic(consumers.get(), topic)) {
            current = reader;
            if (isClosing()) {
                return;
            }
            reader.open();
            if (next < 0) {
                reader.seekToBeginning();
            } else {
                reader.seek(next);
            }
            long end = reader.end();
            long published = System.nanoTime();
            while (!isClosing()) {
                if (!complete && reader.position() >= end) {
                    complete();
                }
                reader.poll(POLL).forEach(this::apply);
                next = reader.position();
                // All records of a transaction show at once: they come together, one in each poll.
                if (reader.isAtEnd() || System.nanoTime() - published > LONGEST_WAIT.toNanos()) {
                    publish();
                    published = System.nanoTime();
                    hold();
                }
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
        } finally {
            current = null;
        }
    }

    @SuppressWarnings({"NonAtomicOperationOnVolatileField", "NonAtomicVolatileUpdate"}) // One thread writes.
    private void apply(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        records++;
        try {
            Optional<TrainedModel> bundle = draft.apply(record);
            if (complete) {
                // Cached: the alias that points to it follows.
                bundle.ifPresent(read -> cache.put(Bundles.sha256(record.value()), read, record.value().length));
            }
        } catch (RuntimeException e) {
            // No known record leads here. If one does, it must not be met again and again.
            LOG.error("The record at offset {} of topic {} is skipped", record.offset(), topic, e);
            report(l -> l.rejected(Rejection.INVALID.label()));
        }
    }

    @SuppressWarnings("ReferenceEquality") // a snapshot that does not change stays the same object
    private void publish() {
        if (!complete || !draft.isTouched()) {
            return;
        }
        RegistryUpdate update = draft.update();
        draft = new SnapshotDraft(update.snapshot());
        update.events().forEach(this::report);
        if (snapshot == update.snapshot()) {
            return;
        }
        snapshot = update.snapshot();
        List<String> now = snapshot.losses();
        if (!now.equals(losses)) {
            losses = now;
            if (now.isEmpty()) {
                LOG.info("Topic {} again holds all models and aliases that are in use", topic);
            } else {
                LOG.warn(
                        "A restart after a compaction of topic {} would lose {}: a bad record lies over each."
                                + " foreflow models repair writes them again",
                        topic,
                        String.join(", ", now));
            }
        }
        report(l -> l.changed(snapshot, losses.size()));
    }

    /** Loads the held models into memory; retries unless their records are gone. */
    private void hold() {
        if (!complete) {
            return;
        }
        try (BundleStore.OpenReader reader = store.reader()) {
            for (RegisteredModel model : held.apply(snapshot)) {
                if (!gone.contains(model.sha256())
                        && store.cached(model.sha256()).isEmpty()) {
                    hold(model, reader);
                }
            }
        }
    }

    private void hold(RegisteredModel model, BundleStore.OpenReader reader) {
        try {
            if (!store.isAtHand(model)) {
                return;
            }
            TrainedModel bundle = store.get(model, BUNDLE, reader);
            missed.remove(model.sha256());
            report(l -> l.bundleRead(model, bundle));
        } catch (UnavailableBundleException e) {
            if (e.isGone()) {
                gone.add(model.sha256());
            }
            if (missed.add(model.sha256()) || e.isGone()) {
                LOG.warn("Model {} cannot be used: {}", model.ref(), e.getMessage());
                report(l -> l.rejected(Rejection.UNAVAILABLE.label()));
            }
        }
    }

    private void complete() {
        complete = true;
        publish();
        report(l -> l.changed(snapshot, losses.size()));
        LOG.info("Models are known: {} on topic {}", snapshot.size(), topic);
        snapshot.unresolved().forEach((alias, target) -> {
            LOG.warn(
                    "Alias {} wants {} with SHA-256 {}, which is not on topic {}; publish it",
                    alias,
                    target.target(),
                    target.sha256(),
                    topic);
            report(l -> l.rejected(Rejection.ALIAS_WITHOUT_MODEL.label()));
        });
        hold();
        caughtUp.countDown();
    }

    private void restart() {
        draft = new SnapshotDraft(ModelSnapshot.EMPTY);
        next = -1;
        complete = false;
    }

    private void report(RegistryEvent event) {
        if (event instanceof ModelLoaded loaded) {
            LOG.info("Model {} is available, SHA-256 {}", loaded.ref(), loaded.sha256());
            report(l -> l.modelLoaded(loaded.ref(), loaded.sha256()));
        } else if (event instanceof ModelRemoved removed) {
            LOG.info("Model {} was removed", removed.ref());
            report(l -> l.modelRemoved(removed.ref()));
        } else if (event instanceof AliasMoved moved) {
            LOG.info(
                    "{} is now {}",
                    moved.alias(),
                    moved.target().map(Object::toString).orElse("nothing"));
            report(l -> l.aliasMoved(moved.alias().name(), moved.alias().alias(), moved.target()));
        } else if (event instanceof RoutesChanged routes) {
            LOG.info(
                    "Routes on topic {} are now {}",
                    topic,
                    routes.routing().map(Routing::toString).orElse("none; those of the configuration count"));
        } else if (event instanceof RejectedRecord rejected) {
            LOG.warn("Rejected from topic {} ({}): {}", topic, rejected.reason().label(), rejected.detail());
            report(l -> l.rejected(rejected.reason().label()));
        }
    }

    /** Calls the listener. A listener that fails must not stop the registry. */
    private void report(java.util.function.Consumer<RegistryListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("A listener of the model registry failed", e);
        }
    }

    private void pause() {
        try {
            if (closing.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }
}
