package io.foreflow.forecaster.topology;

import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.streams.SensorCache;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The track records and the waiting forecasts of one task's sensors. They are written through to the stores, and cached
 * for the sensors used last, so that a closed bucket does not load a day of forecasts from the store.
 */
final class ScoreStores implements AutoCloseable {
    /** Store by sensor and origin: the forecasts whose values are not all known yet. */
    static final String PENDING = "pending";

    /** Store by sensor: its track record. */
    static final String RESIDUALS = "residuals";

    /** Size in bytes of a track record: hourly errors, quantiles, rolling means, drift. */
    private static final int RECORD_BYTES = 2_500;

    private final KeyValueStore<byte[], byte[]> pending;
    private final KeyValueStore<byte[], byte[]> residuals;
    private final SensorCache<CachedScores> cache;

    private static final class CachedScores {
        private @Nullable TrackRecord record;

        /** Oldest first. */
        private final Deque<PendingForecast> waiting = new ArrayDeque<>();

        private long waitingBytes;

        void add(PendingForecast forecast) {
            waiting.add(forecast);
            waitingBytes += forecast.bytes();
        }

        void removeNewest() {
            waitingBytes -= waiting.removeLast().bytes();
        }

        void removeOldest() {
            waitingBytes -= waiting.remove().bytes();
        }

        long bytes() {
            return waitingBytes + (record == null ? 0 : RECORD_BYTES);
        }
    }

    /** @param budget number of bytes that all tasks together keep deserialised */
    ScoreStores(ProcessorContext<?, ?> context, HeapBudget budget) {
        this.pending = context.getStateStore(PENDING);
        this.residuals = context.getStateStore(RESIDUALS);
        this.cache = new SensorCache<>(budget, this::load, CachedScores::bytes);
    }

    /** Returns the track record; empty if the sensor has no scores. */
    Optional<TrackRecord> record(SensorId sensor) {
        return Optional.ofNullable(cache.get(sensor).record);
    }

    void save(SensorId sensor, TrackRecord record) {
        CachedScores entry = cache.get(sensor);
        entry.record = record;
        cache.put(sensor, entry);
        residuals.put(ScoreCodec.key(sensor), ScoreCodec.write(record));
    }

    /** Returns the sensor's waiting forecasts, oldest first. */
    Iterable<PendingForecast> waiting(SensorId sensor) {
        return cache.get(sensor).waiting;
    }

    /**
     * Lets a forecast wait, in place of one of the same origin.
     *
     * @throws IllegalStateException if a forecast of a later origin waits already
     */
    void add(SensorId sensor, PendingForecast forecast) {
        CachedScores entry = cache.get(sensor);
        PendingForecast newest = entry.waiting.peekLast();
        if (newest != null && newest.origin().equals(forecast.origin())) {
            entry.removeNewest();
        } else if (newest != null && newest.origin().isAfter(forecast.origin())) {
            throw new IllegalStateException("the forecast of " + sensor + " at " + forecast.origin()
                    + " was made after the one at " + newest.origin());
        }
        entry.add(forecast);
        cache.put(sensor, entry);
        pending.put(ScoreCodec.key(sensor, forecast.origin()), ScoreCodec.write(forecast));
    }

    /** Drops the waiting forecasts whose origin is {@code origin} or before it. */
    void dropUpTo(SensorId sensor, Instant origin) {
        CachedScores entry = cache.get(sensor);
        boolean any = false;
        for (PendingForecast oldest = entry.waiting.peek();
                oldest != null && !oldest.origin().isAfter(origin);
                oldest = entry.waiting.peek()) {
            entry.removeOldest();
            pending.delete(ScoreCodec.key(sensor, oldest.origin()));
            any = true;
        }
        if (any) {
            cache.put(sensor, entry);
        }
    }

    /** Drops everything of the sensor. */
    void forget(SensorId sensor) {
        dropUpTo(sensor, Instant.MAX);
        residuals.delete(ScoreCodec.key(sensor));
        cache.remove(sensor);
    }

    /** Evicts the cached entries; Streams closes the stores. */
    @Override
    public void close() {
        cache.close();
    }

    private CachedScores load(SensorId sensor) {
        CachedScores entry = new CachedScores();
        byte[] record = residuals.get(ScoreCodec.key(sensor));
        if (record != null) {
            entry.record = ScoreCodec.readTrackRecord(record);
        }
        try (KeyValueIterator<byte[], byte[]> forecasts =
                pending.prefixScan(ScoreCodec.prefix(sensor), new ByteArraySerializer())) {
            while (forecasts.hasNext()) {
                KeyValue<byte[], byte[]> stored = forecasts.next();
                entry.add(ScoreCodec.readWaiting(stored.key, stored.value));
            }
        }
        return entry;
    }
}
