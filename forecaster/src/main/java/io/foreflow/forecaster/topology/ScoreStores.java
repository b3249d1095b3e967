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
 * The track records and the waiting forecasts of one task's sensors: written through to the stores, and kept at hand for the sensors used
 * last, so that a closed bucket does not read a day of forecasts back.
 */
final class ScoreStores implements AutoCloseable {
    /** By sensor and origin: the forecasts whose values are not all known yet. */
    static final String PENDING = "pending";

    /** By sensor: what is known of the errors of its forecasts. */
    static final String RESIDUALS = "residuals";

    /** A track record without its quantiles: hourly errors, rolling means, drift. */
    private static final int RECORD_BYTES = 2_500;

    /** A waiting forecast without its numbers. */
    private static final int WAITING_BYTES = 600;

    /** Forecast, four baselines and two bounds. */
    private static final int NUMBERS_A_LEAD = 7;

    private final KeyValueStore<byte[], byte[]> pending;
    private final KeyValueStore<byte[], byte[]> residuals;
    private final SensorCache<CachedScores> atHand;

    private static final class CachedScores {
        private @Nullable TrackRecord record;
        private final NavigableMap<Instant, PendingForecast> waiting = new TreeMap<>();
    }

    /** @param budget how many bytes all tasks together keep deserialised */
    ScoreStores(ProcessorContext<?, ?> context, HeapBudget budget) {
        this.pending = context.getStateStore(PENDING);
        this.residuals = context.getStateStore(RESIDUALS);
        this.atHand = new SensorCache<>(budget, this::load, ScoreStores::approximateBytes);
    }

    /** Empty when nothing of the sensor has been scored. */
    Optional<TrackRecord> record(SensorId sensor) {
        return Optional.ofNullable(atHand.get(sensor).record);
    }

    void save(SensorId sensor, TrackRecord record) {
        CachedScores entry = atHand.get(sensor);
        entry.record = record;
        atHand.put(sensor, entry);
        residuals.put(ScoreCodec.key(sensor), ScoreCodec.write(record));
    }

    /** The sensor's waiting forecasts, oldest first. */
    Collection<PendingForecast> waiting(SensorId sensor) {
        return atHand.get(sensor).waiting.values();
    }

    void add(SensorId sensor, PendingForecast forecast) {
        CachedScores entry = atHand.get(sensor);
        entry.waiting.put(forecast.origin(), forecast);
        atHand.put(sensor, entry);
        pending.put(ScoreCodec.key(sensor, forecast.origin()), ScoreCodec.write(forecast));
    }

    /** Drops the waiting forecasts whose origin is {@code origin} or before it. */
    void dropUpTo(SensorId sensor, Instant origin) {
        CachedScores entry = atHand.get(sensor);
        NavigableMap<Instant, PendingForecast> over = entry.waiting.headMap(origin, true);
        over.keySet().forEach(each -> pending.delete(ScoreCodec.key(sensor, each)));
        over.clear();
        atHand.put(sensor, entry);
    }

    /** Drops all that is kept of the sensor. */
    void forget(SensorId sensor) {
        dropUpTo(sensor, Instant.MAX);
        residuals.delete(ScoreCodec.key(sensor));
        atHand.remove(sensor);
    }

    /** Leaves what was at hand; the stores are closed by Streams. */
    @Override
    public void close() {
        atHand.close();
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
