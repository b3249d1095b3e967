package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.CovariateBucket;
import io.foreflow.windowing.core.MemoryChunk;
import io.foreflow.windowing.core.RawBucket;
import io.foreflow.windowing.core.SensorProgress;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.streams.StateCodec.StoredHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The states of one task's sensors. They are written through to the stores, each of which holds one part of them. The
 * states of the sensors used last are cached, so that a reading does not load six weeks from the store. Only the parts
 * that an event changed are written.
 */
final class StateStores implements AutoCloseable {
    /** A value of a due time: the due store does not know the sensor. */
    private static final long NOT_INDEXED = Long.MAX_VALUE;

    /** Number of slots of recent readings of a sensor: as many as buckets are kept by default, and some more. */
    private static final int RAW_SLOTS = 32;

    /** Maximum number of readings of a bucket in one row. */
    private static final int RAW_ROW = 16;

    private final Windower windower;
    private final KeyValueStore<byte[], byte[]> heads;
    private final KeyValueStore<byte[], byte[]> raw;
    private final KeyValueStore<byte[], byte[]> memory;
    private final KeyValueStore<byte[], byte[]> covariates;
    private final KeyValueStore<byte[], byte[]> due;
    private final SensorCache<CachedState> cache;

    /** Earliest time at which a sensor may be due. It saves look-ups and scans over deleted entries. */
    private long nothingDueBefore = Long.MIN_VALUE;

    /** @param indexedDue same as in {@link StoredHead} */
    private record CachedState(SensorState state, long indexedDue) {}

    StateStores(ProcessorContext<?, ?> context, Windower windower, HeapBudget budget) {
        this.windower = windower;
        this.heads = context.getStateStore(WindowingStage.HEAD_STORE);
        this.raw = context.getStateStore(WindowingStage.RAW_STORE);
        this.memory = context.getStateStore(WindowingStage.MEMORY_STORE);
        this.covariates = context.getStateStore(WindowingStage.COVARIATES_STORE);
        this.due = context.getStateStore(WindowingStage.DUE_STORE);
        this.cache =
                new SensorCache<>(budget, this::load, entry -> entry.state().approximateBytes());
    }

    /** Evicts the cached states; Streams closes the stores. */
    @Override
    public void close() {
        cache.close();
    }

    SensorState state(SensorId sensor) {
        return cache.get(sensor).state();
    }

    private CachedState load(SensorId sensor) {
        byte[] stored = heads.get(StateCodec.key(sensor));
        if (stored == null) {
            return new CachedState(SensorState.empty(sensor), NOT_INDEXED);
        }
        StoredHead head = StateCodec.readHead(stored);
        SensorState state = SensorState.of(
                sensor,
                head.head(),
                StoredSensors.raw(raw, sensor, head.head()),
                StoredSensors.memory(memory, sensor),
                StoredSensors.covariates(covariates, sensor));
        return new CachedState(state, head.indexedDue());
    }

    /** Makes {@code after} the sensor's state. */
    @SuppressWarnings("ReferenceEquality") // what does not change stays the same object
    void save(SensorState after) {
        SensorId sensor = after.sensor();
        CachedState entry = cache.get(sensor);
        SensorState before = entry.state();
        if (after == before) {
            return;
        }
        byte[] prefix = StateCodec.prefix(sensor);
        if (after.isEmpty()) {
            deleteRows(prefix);
        } else {
            saveRaw(prefix, before.raw(), after.raw());
        }
        saveMemory(prefix, before.memory(), after.memory());
        saveCovariates(prefix, before.covariates(), after.covariates());
        long indexedDue = index(sensor, entry.indexedDue(), windower.nextDue(after));
        if (after.head() == null) {
            heads.delete(StateCodec.key(sensor));
        } else {
            heads.put(StateCodec.key(sensor), StateCodec.write(new StoredHead(after.head(), indexedDue)));
        }
        cache.put(sensor, new CachedState(after, indexedDue));
    }

    /**
     * Saves the recent readings in rows. Bucket i lies in the slot i mod {@value #RAW_SLOTS}, so that it takes the rows
     * of one that nothing needs any more: in the normal course no row is deleted. A row holds the same
     * {@value #RAW_ROW} places of all buckets of its slot.
     */
    @SuppressWarnings("ReferenceEquality") // what does not change stays the same object
    private void saveRaw(byte[] prefix, List<RawBucket> before, List<RawBucket> after) {
        int b = 0;
        for (RawBucket bucket : after) {
            while (b < before.size() && before.get(b).index() < bucket.index()) {
                b++;
            }
            RawBucket old = b < before.size() && before.get(b).index() == bucket.index() ? before.get(b) : null;
            if (old != bucket) {
                saveRows(prefix, old, bucket, after);
            }
        }
    }

    private void saveRows(byte[] prefix, @Nullable RawBucket old, RawBucket bucket, List<RawBucket> all) {
        int slot = slotOf(bucket);
        List<RawBucket> sharing = null;
        for (int from = 0; from < bucket.size(); from += RAW_ROW) {
            int to = from + RAW_ROW;
            if (old != null && bucket.hasSame(old, from, to)) {
                continue;
            }
            if (sharing == null) {
                sharing = all.stream().filter(other -> slotOf(other) == slot).toList();
            }
            raw.put(StateCodec.rawKey(prefix, slot, from / RAW_ROW), StateCodec.write(sharing, from, to));
        }
    }

    private static int slotOf(RawBucket bucket) {
        return Math.floorMod(bucket.index(), RAW_SLOTS);
    }

    private void deleteRows(byte[] prefix) {
        List<byte[]> keys = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> rows = raw.prefixScan(prefix, new ByteArraySerializer())) {
            rows.forEachRemaining(row -> keys.add(row.key));
        }
        keys.forEach(raw::delete);
    }

    @SuppressWarnings("ReferenceEquality") // what does not change stays the same object
    private void saveMemory(byte[] prefix, List<MemoryChunk> before, List<MemoryChunk> after) {
        int b = 0;
        for (MemoryChunk chunk : after) {
            while (b < before.size() && before.get(b).index() < chunk.index()) {
                memory.delete(StateCodec.key(prefix, before.get(b++).index()));
            }
            MemoryChunk old = b < before.size() && before.get(b).index() == chunk.index() ? before.get(b++) : null;
            if (old != chunk) {
                memory.put(StateCodec.key(prefix, chunk.index()), StateCodec.write(chunk));
            }
        }
        while (b < before.size()) {
            memory.delete(StateCodec.key(prefix, before.get(b++).index()));
        }
    }

    @SuppressWarnings("ReferenceEquality") // what does not change stays the same object
    private void saveCovariates(byte[] prefix, List<CovariateBucket> before, List<CovariateBucket> after) {
        if (before == after) {
            return;
        }
        int b = 0;
        for (CovariateBucket bucket : after) {
            while (b < before.size() && before.get(b).index() < bucket.index()) {
                covariates.delete(StateCodec.key(prefix, before.get(b++).index()));
            }
            CovariateBucket old = b < before.size() && before.get(b).index() == bucket.index() ? before.get(b++) : null;
            if (old != bucket) {
                covariates.put(StateCodec.key(prefix, bucket.index()), StateCodec.write(bucket));
            }
        }
        while (b < before.size()) {
            covariates.delete(StateCodec.key(prefix, before.get(b++).index()));
        }
    }

    /**
     * Keeps the due store's entry at or before the time at which the sensor is due. An entry that is too early costs
     * one look when it comes up. It saves two writes for each reading, since a reading only moves the due time later.
     */
    private long index(SensorId sensor, long indexed, Optional<Instant> nextDue) {
        long next = nextDue.map(StateStores::roundedUp).orElse(NOT_INDEXED);
        if (next == NOT_INDEXED || next < indexed) {
            if (indexed != NOT_INDEXED) {
                due.delete(StateCodec.dueKey(indexed, sensor));
            }
            return putDue(sensor, next);
        }
        return indexed;
    }

    private long putDue(SensorId sensor, long next) {
        if (next != NOT_INDEXED) {
            due.put(StateCodec.dueKey(next, sensor), StateCodec.present());
            nothingDueBefore = Math.min(nothingDueBefore, next);
        }
        return next;
    }

    private static long roundedUp(Instant time) {
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis).equals(time) ? millis : millis + 1;
    }

    /**
     * A sensor that may be due.
     *
     * @param at the time, in milliseconds since the epoch, under which the due store knows it
     */
    record Due(SensorId sensor, long at) {}

    /**
     * Returns the sensors that may be due. Each must be ticked and then {@link #reindex}ed or {@link #putOff put off}.
     */
    List<Due> due(long now) {
        if (now < nothingDueBefore) {
            return List.of();
        }
        List<Due> sensors = new ArrayList<>();
        byte[] from = StateCodec.firstDueFrom(nothingDueBefore);
        nothingDueBefore = Long.MAX_VALUE;
        try (KeyValueIterator<byte[], byte[]> entries = due.range(from, null)) {
            while (entries.hasNext()) {
                byte[] key = entries.next().key;
                if (StateCodec.due(key) > now) {
                    nothingDueBefore = StateCodec.due(key);
                    break;
                }
                sensors.add(new Due(StateCodec.dueSensor(key), StateCodec.due(key)));
            }
        }
        return sensors;
    }

    /** Updates a sensor's entry that has come up to the time at which it is due next. */
    void reindex(SensorId sensor) {
        CachedState entry = cache.get(sensor);
        if (entry.state().head() != null) {
            index(
                    sensor,
                    entry,
                    windower.nextDue(entry.state()).map(StateStores::roundedUp).orElse(NOT_INDEXED));
        }
    }

    /**
     * Postpones a sensor that has come up until {@code time}, in milliseconds since the epoch, even if its state is
     * damaged.
     */
    void putOff(Due sensor, long time) {
        CachedState entry;
        try {
            entry = cache.get(sensor.sensor());
        } catch (RuntimeException e) {
            if (RecordFailures.isSystemic(e)) {
                throw e;
            }
            due.delete(StateCodec.dueKey(sensor.at(), sensor.sensor()));
            putDue(sensor.sensor(), time);
            return;
        }
        if (entry.state().head() != null) {
            index(sensor.sensor(), entry, time);
        }
    }

    private void index(SensorId sensor, CachedState entry, long next) {
        if (next != entry.indexedDue()) {
            due.delete(StateCodec.dueKey(entry.indexedDue(), sensor));
            putDue(sensor, next);
            SensorProgress head = requireNonNull(entry.state().head());
            heads.put(StateCodec.key(sensor), StateCodec.write(new StoredHead(head, next)));
            cache.put(sensor, new CachedState(entry.state(), next));
        }
    }
}
