package io.foreflow.forecaster.registry;

import io.foreflow.forecaster.store.StoreException;
import io.foreflow.forecaster.store.StoreReader;
import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Finds bundles of known models: in a bounded cache, otherwise by reading the models topic again, or the local copy of
 * what lies in the store. One is read at a time, so that many callers at once need the memory of one read. Safe for use
 * by many threads.
 */
final class BundleStore {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final BundleCache cache;
    private final Optional<StoreReader> store;
    private final ReentrantLock reading = new ReentrantLock();

    /** @param store reads bundles that lie in the store; empty without one */
    BundleStore(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            BundleCache cache,
            Optional<StoreReader> store) {
        this.consumers = consumers;
        this.topic = topic;
        this.cache = cache;
        this.store = store;
    }

    /**
     * Returns true if a bundle can be read without a wait for the store; otherwise its local copy is begun.
     *
     * @throws UnavailableBundleException if the store has just failed; it is asked again after a pause
     */
    boolean isAtHand(RegisteredModel model) {
        if (model.stored().isEmpty()) {
            return true;
        }
        try {
            return opened(model).isAtHand(model.stored().get());
        } catch (StoreException e) {
            throw notNow(model, e);
        }
    }

    Optional<TrainedModel> cached(String sha256) {
        return cache.get(sha256);
    }

    /**
     * Returns the bundle of {@code model}; blocks while it is read.
     *
     * @param within maximum time to wait
     * @throws UnavailableBundleException if its record is gone, or could not be read in this time
     */
    TrainedModel get(RegisteredModel model, Duration within) {
        try (OpenReader reader = reader()) {
            return get(model, within, reader);
        }
    }

    /** Returns a reader for several bundles, one after the other. */
    OpenReader reader() {
        return new OpenReader();
    }

    /** A reader of the topic that is opened once it is needed. Confined to one thread. */
    final class OpenReader implements AutoCloseable {
        private @Nullable ModelsTopic open;

        private OpenReader() {}

        private ModelsTopic opened() {
            if (open == null) {
                ModelsTopic reader = new ModelsTopic(consumers.get(), topic);
                open = reader;
                reader.assign();
            }
            return open;
        }

        @Override
        public void close() {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }

    /**
     * Returns the bundle of {@code model}; blocks while it is read.
     *
     * @param reader reader that is used if the bundle is not in memory
     * @throws UnavailableBundleException as above
     */
    TrainedModel get(RegisteredModel model, Duration within, OpenReader reader) {
        Optional<TrainedModel> known = cache.get(model.sha256());
        if (known.isPresent()) {
            return known.get();
        }
        RecordKey key = new RecordKey.BundleKey(model.ref(), model.sha256());
        long deadline = System.nanoTime() + within.toNanos();
        // The store may be slow: bundles on the topic do not wait for it.
        Optional<ByteBuffer> copy = model.stored().map(stored -> copy(model, stored, within));
        lock(key, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        try {
            known = cache.get(model.sha256());
            if (known.isPresent()) {
                return known.get();
            }
            cache.makeRoom(model.bytes());
            TrainedModel bundle = copy.isPresent()
                    ? described(model, copy.get())
                    : Bundles.read(read(reader, key, model.offset(), deadline));
            cache.put(model.sha256(), bundle, model.bytes());
            return bundle;
        } finally {
            reading.unlock();
        }
    }

    private ByteBuffer copy(RegisteredModel model, StoredBundle stored, Duration within) {
        try {
            return opened(model)
                    .map(stored, within)
                    .orElseThrow(() -> new UnavailableBundleException(
                            "the bundle of " + model.ref() + " is still being read from the store", false, null));
        } catch (StoreException e) {
            throw notNow(model, e);
        }
    }

    private StoreReader opened(RegisteredModel model) {
        return store.orElseThrow(() -> noStore(model));
    }

    static UnavailableBundleException noStore(RegisteredModel model) {
        return new UnavailableBundleException(
                "the bundle of " + model.ref()
                        + " lies in a store, and none is configured; set models.store.location to"
                        + " the store that it was published to",
                false,
                null);
    }

    static UnavailableBundleException notNow(RegisteredModel model, StoreException e) {
        return new UnavailableBundleException("the bundle of " + model.ref() + ": " + e.getMessage(), false, e);
    }

    /**
     * Reads a bundle from the store, whose digest was verified.
     *
     * @throws UnavailableBundleException if it is not what its reference says
     */
    static TrainedModel described(RegisteredModel model, ByteBuffer bytes) {
        TrainedModel bundle;
        try {
            bundle = Bundles.read(bytes);
        } catch (BundleException e) {
            throw new UnavailableBundleException(
                    "the bundle of " + model.ref() + " in the store cannot be used: " + e.getMessage(), true, e);
        }
        boolean described = bundle.ref().equals(model.ref())
                && new BundleReference(model.stored().orElseThrow(), model.kind(), model.card()).describes(bundle);
        if (!described) {
            throw new UnavailableBundleException(
                    "the bundle in the store is " + bundle.ref() + ", and its reference on the topic describes another"
                            + " model; publish " + model.ref() + " again",
                    true,
                    null);
        }
        return bundle;
    }

    /**
     * Returns the value of a record that was valid when it was read before.
     *
     * @throws UnavailableBundleException as above
     */
    byte[] value(RecordKey key, long offset, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        lock(key, within);
        try (OpenReader reader = reader()) {
            return read(reader, key, offset, deadline);
        } finally {
            reading.unlock();
        }
    }

    private void lock(RecordKey key, Duration within) {
        try {
            if (reading.tryLock(within.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableBundleException("interrupted while waiting for " + key, false, e);
        }
        throw late(key, null);
    }

    private byte[] read(OpenReader opened, RecordKey key, long offset, long deadline) {
        try {
            ModelsTopic reader = opened.opened();
            reader.seek(offset);
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    byte[] value = record.value();
                    if (record.offset() != offset
                            || value == null
                            || !Arrays.equals(record.key(), ModelRecords.key(key))
                            || !ModelRecords.isValueOf(key, value)) {
                        throw gone(key, offset, null);
                    }
                    return value;
                }
                if (reader.position() > offset) {
                    throw gone(key, offset, null);
                }
            }
            throw late(key, null);
        } catch (OffsetOutOfRangeException e) {
            opened.close();
            throw gone(key, offset, e);
        } catch (InterruptException e) {
            throw new UnavailableBundleException("interrupted while " + key + " was read", false, e);
        } catch (KafkaException e) {
            opened.close();
            throw late(key, e);
        }
    }

    private UnavailableBundleException gone(RecordKey key, long offset, @Nullable Throwable cause) {
        return new UnavailableBundleException(
                "record " + key + " is not at offset " + offset + " of topic " + topic
                        + " any more: it was deleted, or a bad record replaced it; publish the model again",
                true,
                cause);
    }

    private UnavailableBundleException late(RecordKey key, @Nullable Throwable cause) {
        return new UnavailableBundleException(
                "record " + key + " could not be read from topic " + topic + " in time"
                        + (cause == null ? "" : ": " + cause.getMessage()) + "; check that all brokers are up",
                false,
                cause);
    }
}
