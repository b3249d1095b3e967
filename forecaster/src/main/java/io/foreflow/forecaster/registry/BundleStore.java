package io.foreflow.forecaster.registry;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
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
 * Finds bundles of known models: in a bounded cache, otherwise by reading the models topic again. One is read at a
 * time, so that many callers at once need the memory of one read. Safe for use by many threads.
 */
final class BundleStore {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final BundleCache cache;
    private final ReentrantLock reading = new ReentrantLock();

    BundleStore(Supplier<Consumer<byte[], byte[]>> consumers, String topic, BundleCache cache) {
        this.consumers = consumers;
        this.topic = topic;
        this.cache = cache;
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
        lock(key, within);
        try {
            known = cache.get(model.sha256());
            if (known.isPresent()) {
                return known.get();
            }
            cache.makeRoom(model.bytes());
            TrainedModel bundle = Bundles.read(read(reader, key, model.offset(), deadline));
            cache.put(model.sha256(), bundle, model.bytes());
            return bundle;
        } finally {
            reading.unlock();
        }
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
                            || !Bundles.sha256(value).equals(key.sha256())) {
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
