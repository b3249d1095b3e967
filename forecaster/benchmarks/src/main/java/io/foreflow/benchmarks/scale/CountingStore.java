package io.foreflow.benchmarks.scale;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that counts what a changelog would get. */
final class CountingStore implements KeyValueStore<byte[], byte[]> {
    private final KeyValueStore<byte[], byte[]> inner;
    private final LongAdder records;
    private final LongAdder bytes;

    CountingStore(KeyValueStore<byte[], byte[]> inner, LongAdder records, LongAdder bytes) {
        this.inner = inner;
        this.records = records;
        this.bytes = bytes;
    }

    @Override
    public void put(byte[] key, byte @Nullable [] value) {
        records.increment();
        bytes.add(key.length + (value == null ? 0 : value.length));
        inner.put(key, value);
    }

    @Override
    public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
        byte[] before = inner.get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<byte[], byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(byte[] key) {
        byte[] before = inner.get(key);
        put(key, null);
        return before;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return inner.get(key);
    }

    @Override
    public KeyValueIterator<byte[], byte[]> range(byte @Nullable [] from, byte @Nullable [] to) {
        return inner.range(from, to);
    }

    @Override
    public <P extends Serializer<K>, K> KeyValueIterator<byte[], byte[]> prefixScan(K prefix, P serializer) {
        return inner.prefixScan(prefix, serializer);
    }

    @Override
    public KeyValueIterator<byte[], byte[]> all() {
        return inner.all();
    }

    @Override
    public long approximateNumEntries() {
        return inner.approximateNumEntries();
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        inner.init(context, root);
    }

    @Override
    public void flush() {
        inner.flush();
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public boolean persistent() {
        return inner.persistent();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }
}
