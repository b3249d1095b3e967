package io.foreflow.benchmarks.scale;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Collects the processors, stores and sinks of a topology, so that they can run without Kafka Streams. */
final class StagePlan extends Topology {
    private final Map<String, ProcessorSupplier<?, ?, ?, ?>> processors = new LinkedHashMap<>();
    private final Map<String, StoreBuilder<?>> stores = new LinkedHashMap<>();
    private final Map<String, StageSink> sinks = new LinkedHashMap<>();

    /** A topic that processors write to. */
    record StageSink(String topic, Serializer<Object> key, Serializer<Object> value) {}

    /** Returns the processors by name, those that others read from first. */
    Map<String, ProcessorSupplier<?, ?, ?, ?>> processors() {
        return processors;
    }

    Map<String, StoreBuilder<?>> stores() {
        return stores;
    }

    Map<String, StageSink> sinks() {
        return sinks;
    }

    @Override
    public synchronized <K, V> Topology addSource(
            AutoOffsetReset reset,
            String name,
            TimestampExtractor times,
            Deserializer<K> key,
            Deserializer<V> value,
            String... topics) {
        return this;
    }

    @Override
    public synchronized <I, J, O, P> Topology addProcessor(
            String name, ProcessorSupplier<I, J, O, P> supplier, String... parents) {
        processors.put(name, supplier);
        return this;
    }

    @Override
    public synchronized <S extends StateStore> Topology addStateStore(StoreBuilder<S> builder, String... users) {
        stores.put(builder.name(), builder);
        return this;
    }

    @Override
    public synchronized <K, V> Topology addSink(
            String name, String topic, Serializer<K> key, Serializer<V> value, String... parents) {
        sinks.put(name, sink(topic, key, value));
        return this;
    }

    @Override
    public synchronized <K, V> Topology addSink(
            String name,
            String topic,
            Serializer<K> key,
            Serializer<V> value,
            StreamPartitioner<? super K, ? super V> partitioner,
            String... parents) {
        return addSink(name, topic, key, value, parents);
    }

    @SuppressWarnings("unchecked") // the topology gives a sink only what its serializers write
    private static StageSink sink(String topic, Serializer<?> key, Serializer<?> value) {
        return new StageSink(topic, (Serializer<Object>) key, (Serializer<Object>) value);
    }
}
