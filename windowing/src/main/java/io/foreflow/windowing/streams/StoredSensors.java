package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.CovariateBucket;
import io.foreflow.windowing.core.MemoryChunk;
import io.foreflow.windowing.core.RawBucket;
import io.foreflow.windowing.core.SensorProgress;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Windower;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads what the stores of the windowing stage hold, for queries from outside the topology. The stores may change
 * meanwhile: each answer is one moment of one store.
 *
 * @see WindowingStage#HEAD_STORE
 * @see WindowingStage#MEMORY_STORE
 */
public final class StoredSensors {
    private StoredSensors() {}

    /** Returns the key of the sensor in the head store. Keys sort as the UTF-8 bytes of the ids. */
    public static byte[] key(SensorId sensor) {
        return StateCodec.key(sensor);
    }

    /** Returns the sensor of a key of the head store. */
    public static SensorId sensor(byte[] key) {
        return SensorId.of(new String(key, UTF_8));
    }

    /** Reads a value of the head store. */
    public static SensorProgress progress(byte[] value) {
        return StateCodec.readHead(value).head();
    }

    /** Returns the sensor's progress; empty if the sensor is unknown. */
    public static Optional<SensorProgress> progress(ReadOnlyKeyValueStore<byte[], byte[]> heads, SensorId sensor) {
        return Optional.ofNullable(heads.get(key(sensor))).map(StoredSensors::progress);
    }

    /**
     * Returns the sensor's state; empty if the sensor is unknown. Its parts may be of different moments while the
     * topology processes the sensor.
     *
     * @param stores returns a store of the sensor's partition by name
     */
    public static Optional<SensorState> state(
            Function<String, ? extends ReadOnlyKeyValueStore<byte[], byte[]>> stores, SensorId sensor) {
        return progress(stores.apply(WindowingStage.HEAD_STORE), sensor)
                .map(progress -> SensorState.of(
                        sensor,
                        progress,
                        raw(stores.apply(WindowingStage.RAW_STORE), sensor, progress),
                        memory(stores.apply(WindowingStage.MEMORY_STORE), sensor),
                        covariates(stores.apply(WindowingStage.COVARIATES_STORE), sensor)));
    }

    /** Returns the recent readings, without those that nothing needs any more: their rows are not deleted. */
    static List<RawBucket> raw(ReadOnlyKeyValueStore<byte[], byte[]> raw, SensorId sensor, SensorProgress progress) {
        long time = Windower.nanosOf(progress.time());
        Map<Long, RawBucket> buckets = new TreeMap<>();
        try (KeyValueIterator<byte[], byte[]> rows =
                raw.prefixScan(StateCodec.prefix(sensor), new ByteArraySerializer())) {
            while (rows.hasNext()) {
                for (RawBucket part : StateCodec.readRaw(rows.next().value)) {
                    if (!part.isOutlived(progress.nextClose(), time)) {
                        buckets.merge(part.index(), part, RawBucket::followedBy);
                    }
                }
            }
        }
        return List.copyOf(buckets.values());
    }

    /** Returns the sensor's covariates, oldest bucket first. */
    static List<CovariateBucket> covariates(ReadOnlyKeyValueStore<byte[], byte[]> covariates, SensorId sensor) {
        List<CovariateBucket> buckets = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> stored =
                covariates.prefixScan(StateCodec.prefix(sensor), new ByteArraySerializer())) {
            while (stored.hasNext()) {
                KeyValue<byte[], byte[]> bucket = stored.next();
                buckets.add(StateCodec.readCovariates(StateCodec.number(bucket.key), bucket.value));
            }
        }
        return buckets;
    }

    /** Returns the values of the sensor's closed buckets, oldest first. */
    public static List<MemoryChunk> memory(ReadOnlyKeyValueStore<byte[], byte[]> memory, SensorId sensor) {
        List<MemoryChunk> chunks = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> stored =
                memory.prefixScan(StateCodec.prefix(sensor), new ByteArraySerializer())) {
            while (stored.hasNext()) {
                KeyValue<byte[], byte[]> chunk = stored.next();
                chunks.add(StateCodec.readChunk(StateCodec.number(chunk.key), chunk.value));
            }
        }
        return chunks;
    }
}
