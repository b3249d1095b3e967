package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads what the stores of scoring hold, for queries from outside the topology. */
public final class StoredScores {
    /** Store by sensor and slot of its origin: the forecasts whose values are not all known yet. */
    public static final String PENDING = ScoreStores.PENDING;

    /** Store by sensor: its track record. */
    public static final String RESIDUALS = ScoreStores.RESIDUALS;

    private StoredScores() {}

    /** Returns the track record; empty if the sensor has no scores. */
    public static Optional<TrackRecord> record(ReadOnlyKeyValueStore<byte[], byte[]> residuals, SensorId sensor) {
        return Optional.ofNullable(residuals.get(ScoreCodec.key(sensor))).map(ScoreCodec::readTrackRecord);
    }

    /** Returns the sensor of a key of {@link #RESIDUALS}. */
    public static SensorId sensor(byte[] key) {
        return SensorId.of(new String(key, UTF_8));
    }

    /** Returns the scores in a value of {@link #RESIDUALS}, in less time than the whole track record. */
    public static Rolling rolling(byte[] value) {
        return ScoreCodec.readRolling(value);
    }

    /**
     * Returns the sensor's waiting forecasts that were published, oldest first.
     *
     * @param openSince origin of the oldest forecast whose values are not all known; older ones were never overwritten
     */
    public static List<PendingForecast> waiting(
            ReadOnlyKeyValueStore<byte[], byte[]> pending, SensorId sensor, Instant openSince) {
        List<PendingForecast> waiting = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> forecasts =
                pending.prefixScan(ScoreCodec.prefix(sensor), new ByteArraySerializer())) {
            while (forecasts.hasNext()) {
                KeyValue<byte[], byte[]> stored = forecasts.next();
                PendingForecast forecast = ScoreCodec.readWaiting(stored.value);
                if (ScoreCodec.slot(stored.key) < forecast.horizon()
                        && !forecast.origin().isBefore(openSince)) {
                    waiting.add(forecast);
                }
            }
        }
        waiting.sort(Comparator.comparing(PendingForecast::origin));
        return waiting;
    }
}
