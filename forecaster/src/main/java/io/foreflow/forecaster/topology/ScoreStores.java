package io.foreflow.forecaster.topology;

import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.streams.SensorCache;
import java.util.ArrayList;
import java.util.List;
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
 *
 * <p>The waiting forecasts of a sensor are a ring with one slot for each step of the horizon. The forecast whose origin
 * starts bucket b is in slot b mod horizon. It replaces the one of bucket b − horizon, whose last value has just become
 * known, so that no forecast has to be deleted. After a gap, a slot may hold a forecast whose steps have all closed;
 * {@link TrackRecord#score} skips those. The forecasts of the champion's shadow are in a ring of their own, in the slots
 * from the horizon on.
 */
final class ScoreStores implements AutoCloseable {
    /** Store by sensor and slot: the forecasts whose values are not all known yet. */
    static final String PENDING = "pending";

    /** Store by sensor: its track record. */
    static final String RESIDUALS = "residuals";

    /** Size in bytes of a track record of 24 steps: hourly errors, quantiles, rolling means, drift. */
    private static final int RECORD_BYTES = 1_400;

    private final KeyValueStore<byte[], byte[]> pending;
    private final KeyValueStore<byte[], byte[]> residuals;
    private final int horizon;
    private final SensorCache<CachedScores> cache;

    /** The scores of one sensor, as the stores hold them. */
    private static final class CachedScores {
        private final ForecastRing published;
        private @Nullable TrackRecord record;

        /** Null while no shadow's forecast waits. */
        private @Nullable ForecastRing shadows;

        CachedScores(int horizon) {
            this.published = new ForecastRing(horizon);
        }

        ForecastRing shadows(int horizon) {
            ForecastRing ring = shadows;
            if (ring == null) {
                ring = new ForecastRing(horizon);
                shadows = ring;
            }
            return ring;
        }

        long bytes() {
            ForecastRing ring = shadows;
            return published.bytes() + (ring == null ? 0 : ring.bytes()) + (record == null ? 0 : RECORD_BYTES);
        }
    }

    /**
     * @param budget number of bytes that all tasks together keep deserialised
     * @param horizon number of steps of a forecast, at least 1
     */
    ScoreStores(ProcessorContext<?, ?> context, HeapBudget budget, int horizon) {
        this.pending = context.getStateStore(PENDING);
        this.residuals = context.getStateStore(RESIDUALS);
        this.horizon = horizon;
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

    /** Returns the sensor's waiting forecasts that were published, oldest first unless there was a gap. */
    List<PendingForecast> waiting(SensorId sensor) {
        return cache.get(sensor).published.waiting();
    }

    /** Returns the sensor's waiting forecasts by shadows, oldest first unless there was a gap. */
    List<PendingForecast> waitingShadows(SensorId sensor) {
        ForecastRing shadows = cache.get(sensor).shadows;
        return shadows == null ? List.of() : shadows.waiting();
    }

    /**
     * Lets a published forecast wait, in place of one of the same origin.
     *
     * @param bucket index of the bucket that starts at the forecast's origin
     * @throws IllegalArgumentException if the forecast has another horizon than this task
     * @throws IllegalStateException if a forecast of a later origin waits already
     */
    void add(SensorId sensor, long bucket, PendingForecast forecast) {
        CachedScores entry = cache.get(sensor);
        add(sensor, entry, entry.published, Math.floorMod(bucket, horizon), 0, forecast);
    }

    /** Lets a shadow's forecast wait, as {@link #add} does with a published one. */
    void addShadow(SensorId sensor, long bucket, PendingForecast forecast) {
        CachedScores entry = cache.get(sensor);
        add(sensor, entry, entry.shadows(horizon), Math.floorMod(bucket, horizon), horizon, forecast);
    }

    private void add(
            SensorId sensor, CachedScores entry, ForecastRing ring, int slot, int offset, PendingForecast forecast) {
        if (forecast.horizon() != horizon) {
            throw new IllegalArgumentException(
                    "a forecast of " + forecast.horizon() + " steps cannot wait among those of " + horizon + " steps");
        }
        PendingForecast newest = ring.newest();
        if (newest != null && newest.originSecond() > forecast.originSecond()) {
            throw new IllegalStateException("the forecast of " + sensor + " at " + forecast.origin()
                    + " was made after the one at " + newest.origin());
        }
        ring.put(slot, forecast);
        cache.put(sensor, entry);
        pending.put(ScoreCodec.key(sensor, offset + slot), ScoreCodec.write(forecast));
    }

    /** Deletes the waiting forecasts of shadows. */
    void dropShadows(SensorId sensor) {
        CachedScores entry = cache.get(sensor);
        if (entry.shadows != null) {
            entry.shadows = null;
            cache.put(sensor, entry);
            for (int slot = 0; slot < horizon; slot++) {
                pending.delete(ScoreCodec.key(sensor, horizon + slot));
            }
        }
    }

    /** Deletes everything of the sensor. */
    void forget(SensorId sensor) {
        stored(sensor).forEach(entry -> pending.delete(entry.key));
        residuals.delete(ScoreCodec.key(sensor));
        cache.remove(sensor);
    }

    /** Evicts the cached entries; Streams closes the stores. */
    @Override
    public void close() {
        cache.close();
    }

    /** Loads the scores of a sensor. Forecasts of another horizon wait for nothing, and are deleted. */
    private CachedScores load(SensorId sensor) {
        CachedScores entry = new CachedScores(horizon);
        byte[] record = residuals.get(ScoreCodec.key(sensor));
        if (record != null) {
            entry.record = ScoreCodec.readTrackRecord(record);
        }
        for (KeyValue<byte[], byte[]> stored : stored(sensor)) {
            PendingForecast forecast = ScoreCodec.readWaiting(stored.value);
            if (forecast.horizon() == horizon) {
                int slot = ScoreCodec.slot(stored.key);
                ForecastRing ring = slot < horizon ? entry.published : entry.shadows(horizon);
                ring.put(slot % horizon, forecast);
            } else {
                pending.delete(stored.key);
            }
        }
        return entry;
    }

    /** Returns what the store of waiting forecasts holds of the sensor. */
    private List<KeyValue<byte[], byte[]>> stored(SensorId sensor) {
        List<KeyValue<byte[], byte[]>> stored = new ArrayList<>(horizon);
        try (KeyValueIterator<byte[], byte[]> forecasts =
                pending.prefixScan(ScoreCodec.prefix(sensor), new ByteArraySerializer())) {
            forecasts.forEachRemaining(stored::add);
        }
        return stored;
    }
}
