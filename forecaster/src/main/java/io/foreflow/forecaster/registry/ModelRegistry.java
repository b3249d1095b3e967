package io.foreflow.forecaster.registry;

import io.foreflow.forecaster.registry.RegistryEvent.AliasMoved;
import io.foreflow.forecaster.registry.RegistryEvent.ModelLoaded;
import io.foreflow.forecaster.registry.RegistryEvent.ModelRemoved;
import io.foreflow.forecaster.registry.RegistryEvent.Rejected;
import io.foreflow.ingest.wire.TopicNames;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
 * Follows the models topic on a thread of its own: reads what is committed from the beginning, then whatever comes, and
 * swaps one immutable snapshot. Nothing on the topic can stop it or take a model away except a tombstone: what is
 * damaged, contradictory or unknown is logged, told to the listener, and passed over. While Kafka cannot be reached the
 * last snapshot stays and it goes on trying.
 *
 * <p>The snapshot is empty until the topic was read to its end once. Safe for use by many threads.
 */
public final class ModelRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final RegistryListener listener;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile ModelSnapshot snapshot = ModelSnapshot.EMPTY;
    private volatile @Nullable ModelsTopic current;

    /** Of the registry's thread: what was read so far, published once {@link #complete}. */
    private ModelSnapshot draft = ModelSnapshot.EMPTY;
    /** Of the registry's thread: the offset to read next; negative: the beginning. */
    private long next = -1;
    /** Of the registry's thread: the draft has seen all that was on the topic when reading began. */
    private boolean complete;

    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** @param kafka configuration of Kafka clients, with {@code bootstrap.servers} */
    public ModelRegistry(Map<String, String> kafka, TopicNames topics, RegistryListener listener) {
        this(() -> ModelsTopic.consumer(kafka), topics.models(), listener);
    }

    ModelRegistry(Supplier<Consumer<byte[], byte[]>> consumers, String topic, RegistryListener listener) {
        this.consumers = consumers;
        this.topic = topic;
        this.listener = listener;
        this.thread = new Thread(this::run, "foreflow-model-registry");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (t, e) -> LOG.error("The model registry has ended; models will not change until a restart", e));
    }

    /** @throws IllegalThreadStateException if it was started before */
    public void start() {
        thread.start();
    }

    /** The latest state; the same object as before means that nothing has changed. */
    public ModelSnapshot snapshot() {
        return snapshot;
    }

    /** True once the topic was read to its end; stays true while Kafka is away. */
    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /** False if it ended or never began: the snapshot will not change. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Waits until the topic was read to its end; false if that took longer than {@code timeout}. */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
                LOG.warn("Topic {} was cut or made anew; its models are read again from the beginning", topic);
                restart();
            } catch (RuntimeException e) {
                LOG.warn(
                        "Cannot read topic {}; trying again in {} ms, models stay as they are: {}",
                        topic,
                        pauseMillis,
                        e.toString());
                LOG.debug("The error in full", e);
                tell(RegistryListener::retrying);
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
            while (!isClosing()) {
                if (!complete && reader.position() >= end) {
                    complete();
                }
                reader.poll(POLL).forEach(this::apply);
                next = reader.position();
                publish();
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
        } finally {
            current = null;
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        try {
            RegistryUpdate update = RegistryUpdate.of(draft, record.key(), record.value());
            draft = update.snapshot();
            update.events().forEach(this::tell);
        } catch (RuntimeException e) {
            // Nothing is known that leads here. If something does, it must not be met again and again.
            LOG.error("The record at offset {} of topic {} is passed over", record.offset(), topic, e);
            tell(l -> l.rejected(Rejection.INVALID.label()));
        }
    }

    private void publish() {
        if (complete) {
            snapshot = draft;
        }
    }

    private void complete() {
        complete = true;
        publish();
        LOG.info("Models are known: {} on topic {}", draft.bundles().size(), topic);
        draft.unresolved().forEach((alias, target) -> {
            if (draft.stored(target.target()) == null) {
                LOG.warn("Alias {} wants {}, which is not on topic {}; publish it", alias, target.target(), topic);
                tell(l -> l.rejected(Rejection.ALIAS_WITHOUT_MODEL.label()));
            }
        });
        caughtUp.countDown();
    }

    private void restart() {
        draft = ModelSnapshot.EMPTY;
        next = -1;
        complete = false;
    }

    private void tell(RegistryEvent event) {
        if (event instanceof ModelLoaded loaded) {
            LOG.info("Model {} is available, SHA-256 {}", loaded.ref(), loaded.sha256());
            tell(l -> l.modelLoaded(loaded.ref(), loaded.sha256()));
        } else if (event instanceof ModelRemoved removed) {
            LOG.info("Model {} was removed", removed.ref());
        } else if (event instanceof AliasMoved moved) {
            LOG.info(
                    "{} is now {}",
                    moved.alias(),
                    moved.target().map(Object::toString).orElse("nothing"));
            tell(l -> l.aliasMoved(moved.alias().name(), moved.alias().alias(), moved.target()));
        } else if (event instanceof Rejected rejected) {
            LOG.warn(
                    "Not taken over from topic {} ({}): {}",
                    topic,
                    rejected.reason().label(),
                    rejected.detail());
            tell(l -> l.rejected(rejected.reason().label()));
        }
    }

    /** A listener that fails must not keep models from being followed. */
    private void tell(java.util.function.Consumer<RegistryListener> what) {
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
