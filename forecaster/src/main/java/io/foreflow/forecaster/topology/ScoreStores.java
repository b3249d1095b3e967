package io.foreflow.forecaster.topology;

import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.streams.SensorCache;
import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

    /** Size of a track record without its quantiles: hourly errors, rolling means, drift. */
    private static final int RECORD_BYTES = 2_500;

    /** Size of a waiting forecast without its numbers. */
    private static final int WAITING_BYTES = 600;

    /** Numbers per lead: forecast, four baselines and two bounds. */
    private static final int NUMBERS_A_LEAD = 7;

    private final KeyValueStore<byte[], byte[]> pending;
    private final KeyValueStore<byte[], byte[]> residuals;
    private final SensorCache<CachedScores> cache;

    private static final class CachedScores {
        private @Nullable TrackRecord record;
        private final NavigableMap<Instant, PendingForecast> waiting = new TreeMap<>();
    }

    /** @param budget number of bytes that all tasks together keep deserialised */
    ScoreStores(ProcessorContext<?, ?> context, HeapBudget budget) {
        this.pending = context.getStateStore(PENDING);
        this.residuals = context.getStateStore(RESIDUALS);
        this.cache = new SensorCache<>(budget, this::load, ScoreStores::approximateBytes);
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
    Collection<PendingForecast> waiting(SensorId sensor) {
        return cache.get(sensor).waiting.values();
    }

    void add(SensorId sensor, PendingForecast forecast) {
        CachedScores entry = cache.get(sensor);
        entry.waiting.put(forecast.origin(), forecast);
        cache.put(sensor, entry);
        pending.put(ScoreCodec.key(sensor, forecast.origin()), ScoreCodec.write(forecast));
    }

    /** Drops the waiting forecasts whose origin is {@code origin} or before it. */
    void dropUpTo(SensorId sensor, Instant origin) {
        CachedScores entry = cache.get(sensor);
        NavigableMap<Instant, PendingForecast> over = entry.waiting.headMap(origin, true);
        over.keySet().forEach(each -> pending.delete(ScoreCodec.key(sensor, each)));
        over.clear();
        cache.put(sensor, entry);
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

    private static long approximateBytes(CachedScores entry) {
        long bytes = entry.record == null ? 0 : RECORD_BYTES;
        for (PendingForecast forecast : entry.waiting.values()) {
            bytes += WAITING_BYTES + (long) NUMBERS_A_LEAD * Double.BYTES * forecast.horizon();
        }
        return bytes;
    }

    private CachedScores load(SensorId sensor) {
        CachedScores entry = new CachedScores();
        byte[] stored = residuals.get(ScoreCodec.key(sensor));
        if (stored != null) {
            entry.record = ScoreCodec.readTrackRecord(stored);
        }
        try (KeyValueIterator<byte[], byte[]> forecasts =
                pending.prefixScan(ScoreCodec.prefix(sensor), new ByteArraySerializer())) {
            while (forecasts.hasNext()) {
                PendingForecast forecast = ScoreCodec.readWaiting(forecasts.next().value);
                entry.waiting.put(forecast.origin(), forecast);
            }
        }
        return entry;
    }
}
