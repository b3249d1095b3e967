package io.foreflow.benchmarks.scale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.forecaster.topology.PipelineTopology;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.models.series.Reading;
import io.foreflow.windowing.streams.ArrivalTime;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.streams.WindowingStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The processors of the pipeline with their stores on the disk, as in a task of the service, on one thread. Topics and
 * changelogs are counted instead of written; a record is serialised as for its topic.
 */
final class SimulatedTask implements AutoCloseable {
    private static final String CLOSED = WindowingStage.CLOSED_BUCKETS;
    private static final String FORECASTING = "forecasting";

    private final StagePlan plan = new StagePlan();
    private final Map<String, Processor<Object, Object, Object, Object>> processors = new HashMap<>();
    private final Map<String, KeyValueStore<byte[], byte[]>> stores = new HashMap<>();
    private final List<Context> contexts = new ArrayList<>();
    private final Processor<Object, Object, Object, Object> first;
    private final LongAdder changes = new LongAdder();
    private final LongAdder changedBytes = new LongAdder();
    private final Map<String, long[]> written = new HashMap<>();
    private long offset;

    /**
     * @param dir folder of the stores
     * @param number number of the task
     */
    SimulatedTask(PipelineConfig config, ModelView models, HeapBudget budget, Path dir, int number) {
        PipelineTopology.addTo(
                plan,
                config,
                1,
                models,
                new PipelineMetrics(new SimpleMeterRegistry()),
                new ArrivalTime(Clock.systemUTC(), true),
                budget);
        plan.stores()
                .forEach((name, builder) -> stores.put(
                        name,
                        new CountingStore(
                                (KeyValueStore<byte[], byte[]>) builder.withLoggingDisabled()
                                        .withCachingDisabled()
                                        .build(),
                                changes,
                                changedBytes)));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        TaskId id = new TaskId(0, number);
        Context storing = new Context(settings, id, dir);
        stores.values().forEach(store -> store.init(storing.getStateStoreContext(), store));
        plan.processors().forEach((name, supplier) -> processors.put(name, open(supplier, settings, id, dir)));
        first = requireNonNull(
                processors.get(plan.processors().keySet().iterator().next()));
    }

    @SuppressWarnings("unchecked") // as Kafka Streams does with the processors of a topology
    private Processor<Object, Object, Object, Object> open(
            ProcessorSupplier<?, ?, ?, ?> supplier, Properties settings, TaskId id, Path dir) {
        var processor = (Processor<Object, Object, Object, Object>) supplier.get();
        Context context = new Context(settings, id, dir);
        stores.values().forEach(context::addStateStore);
        context.setRecordMetadata("readings", 0, 0);
        contexts.add(context);
        processor.init(context);
        return processor;
    }

    /** Passes a record on to the next processor, or counts what a topic would get. */
    private final class Context extends MockProcessorContext<Object, Object> {
        Context(Properties settings, TaskId id, Path dir) {
            super(settings, id, dir.toFile());
        }

        @Override
        public <K, V> void forward(Record<K, V> record) {
            throw new IllegalStateException("the pipeline names the node that it forwards to");
        }

        @Override
        @SuppressWarnings("unchecked")
        public <K, V> void forward(Record<K, V> record, String child) {
            if (child.equals(CLOSED)) {
                requireNonNull(processors.get(FORECASTING)).process((Record<Object, Object>) (Record<?, ?>) record);
                return;
            }
            StagePlan.StageSink sink = requireNonNull(plan.sinks().get(child));
            byte[] key = sink.key().serialize(sink.topic(), record.headers(), record.key());
            byte[] value = sink.value().serialize(sink.topic(), record.headers(), record.value());
            long[] counts = written.computeIfAbsent(child, unused -> new long[2]);
            counts[0]++;
            counts[1] += key.length + value.length;
        }
    }

    /** Takes a reading that has just arrived. */
    void process(Reading reading) {
        at(reading.time());
        contexts.forEach(context -> context.setRecordMetadata("readings", 0, offset));
        offset++;
        first.process(new Record<>(
                reading.sensor().value().getBytes(UTF_8),
                ReadingJson.bytes(reading),
                reading.time().toEpochMilli()));
    }

    /** Lets the clock be at a time, and does what is due then. */
    void tick(Instant now) {
        at(now);
        for (Context context : contexts) {
            context.scheduledPunctuators().forEach(due -> due.getPunctuator().punctuate(now.toEpochMilli()));
        }
    }

    private void at(Instant now) {
        contexts.forEach(context -> {
            context.setCurrentSystemTimeMs(now.toEpochMilli());
            context.setCurrentStreamTimeMs(now.toEpochMilli());
        });
    }

    /**
     * Gives the state of each sensor to further ones. Their ids must be as long as its own.
     *
     * @param ids returns an id of the n-th copy of the same place; 0 is the sensor that has state
     * @param sensors number of sensors that have state
     * @param copies number of copies
     */
    void copy(IntFunction<String> ids, int sensors, int copies) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < sensors; i++) {
            places.put(ids.apply(i), i);
        }
        int length = ids.apply(0).length();
        stores.forEach((name, store) -> {
            int at = name.equals(WindowingStage.DUE_STORE) ? Long.BYTES : 0;
            List<KeyValue<byte[], byte[]>> rows = new ArrayList<>();
            try (KeyValueIterator<byte[], byte[]> all = store.all()) {
                all.forEachRemaining(rows::add);
            }
            for (int copy = 1; copy <= copies; copy++) {
                for (KeyValue<byte[], byte[]> row : rows) {
                    byte[] key = row.key.clone();
                    String id = new String(key, at, length, UTF_8);
                    Integer place = places.get(id);
                    if (place == null) {
                        throw new IllegalStateException("the store " + name + " has a key without a sensor");
                    }
                    byte[] other = ids.apply(copy * sensors + place).getBytes(UTF_8);
                    System.arraycopy(other, 0, key, at, length);
                    store.put(key, row.value);
                }
            }
        });
    }

    /** Writes everything to the disk. */
    void flush() {
        stores.values().forEach(KeyValueStore::flush);
    }

    /** Returns the number of rows and their bytes of one sensor, by store. */
    Map<String, long[]> rowsOf(String id) {
        byte[] prefix = id.getBytes(UTF_8);
        Map<String, long[]> sums = new TreeMap<>();
        stores.forEach((name, store) -> {
            long[] sum = sums.computeIfAbsent(name, unused -> new long[2]);
            try (KeyValueIterator<byte[], byte[]> rows = store.prefixScan(prefix, new ByteArraySerializer())) {
                rows.forEachRemaining(row -> {
                    sum[0]++;
                    sum[1] += row.key.length + row.value.length;
                });
            }
        });
        return sums;
    }

    /** Returns the number of records that changelogs would have got. */
    long changes() {
        return changes.sum();
    }

    long changedBytes() {
        return changedBytes.sum();
    }

    /** Returns the number of records of each sink, and their bytes. */
    Map<String, long[]> written() {
        Map<String, long[]> copy = new HashMap<>();
        written.forEach((name, counts) -> copy.put(name, Arrays.copyOf(counts, counts.length)));
        return copy;
    }

    @Override
    public void close() {
        processors.values().forEach(Processor::close);
        stores.values().forEach(KeyValueStore::close);
    }
}
