package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.MemoryChunk;
import io.foreflow.windowing.core.SensorProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
