package io.foreflow.forecaster.topology;

import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.score.Waiting;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.AtHand;
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
final class ScoreStores {
    /** By sensor and origin: the forecasts whose values are not all known yet. */
    static final String PENDING = "pending";

    /** By sensor: what is known of the errors of its forecasts. */
    static final String RESIDUALS = "residuals";

    /** So many values, of all sensors at hand together, are kept deserialised: some 16 MB a task. */
    private static final int VALUES_AT_HAND = 300_000;

    /** How many sensors are kept at hand if their forecasts have so many steps. */
    static int sensorsAtHand(int horizon) {
        return Math.max(1, VALUES_AT_HAND / (horizon * horizon));
    }

    private final KeyValueStore<byte[], byte[]> pending;
    private final KeyValueStore<byte[], byte[]> residuals;
    private final AtHand<Entry> atHand;

    private static final class Entry {
        private @Nullable TrackRecord record;
        private final NavigableMap<Instant, Waiting> waiting = new TreeMap<>();
    }

    /** @param sensorsAtHand of how many sensors all is kept deserialised, at least 1 */
    ScoreStores(ProcessorContext<?, ?> context, int sensorsAtHand) {
        this.pending = context.getStateStore(PENDING);
        this.residuals = context.getStateStore(RESIDUALS);
        this.atHand = new AtHand<>(sensorsAtHand, this::load);
    }

    /** Empty when nothing of the sensor has been scored. */
    Optional<TrackRecord> record(SensorId sensor) {
        return Optional.ofNullable(atHand.get(sensor).record);
    }

    void save(SensorId sensor, TrackRecord record) {
        atHand.get(sensor).record = record;
        residuals.put(ScoreCodec.key(sensor), ScoreCodec.write(record));
    }

    /** The sensor's waiting forecasts, oldest first. */
    Collection<Waiting> waiting(SensorId sensor) {
        return atHand.get(sensor).waiting.values();
    }

    void add(SensorId sensor, Waiting forecast) {
        atHand.get(sensor).waiting.put(forecast.origin(), forecast);
        pending.put(ScoreCodec.key(sensor, forecast.origin()), ScoreCodec.write(forecast));
    }

    /** Drops the waiting forecasts whose origin is {@code origin} or before it. */
    void dropUpTo(SensorId sensor, Instant origin) {
        NavigableMap<Instant, Waiting> over = atHand.get(sensor).waiting.headMap(origin, true);
        over.keySet().forEach(each -> pending.delete(ScoreCodec.key(sensor, each)));
        over.clear();
    }

    /** Drops all that is kept of the sensor. */
    void forget(SensorId sensor) {
        dropUpTo(sensor, Instant.MAX);
        residuals.delete(ScoreCodec.key(sensor));
        atHand.remove(sensor);
    }

    private Entry load(SensorId sensor) {
        Entry entry = new Entry();
        byte[] stored = residuals.get(ScoreCodec.key(sensor));
        if (stored != null) {
            entry.record = ScoreCodec.readTrackRecord(stored);
        }
        try (KeyValueIterator<byte[], byte[]> forecasts =
                pending.prefixScan(ScoreCodec.prefix(sensor), new ByteArraySerializer())) {
            while (forecasts.hasNext()) {
                Waiting forecast = ScoreCodec.readWaiting(forecasts.next().value);
                entry.waiting.put(forecast.origin(), forecast);
            }
        }
        return entry;
    }
}
