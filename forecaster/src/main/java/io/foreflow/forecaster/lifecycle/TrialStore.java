package io.foreflow.forecaster.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.lifecycle.PairedTotals.BaselineTotals;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.windowing.streams.StateFormatException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The trials of all models in a store: for each model its pair, under the model's name, and the totals of each hour,
 * under the name, a zero byte and the hour.
 */
final class TrialStore {
    static final String NAME = "trials";

    /** Maximum number of hours that a trial keeps. */
    static final int MOST_HOURS = LifecycleRules.MOST_DAYS * 24;

    private static final byte VERSION = 1;

    private final KeyValueStore<byte[], byte[]> store;

    TrialStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    /**
     * The two models that are compared.
     *
     * @param last latest hour of which errors are known
     * @param decided true once a rule has decided: the records that follow count no more
     */
    record Pair(ModelRef champion, ModelRef shadow, ShadowRole role, long last, boolean decided) {
        boolean isOf(ModelRef one, ModelRef other, ShadowRole as) {
            return champion.equals(one) && shadow.equals(other) && role == as;
        }

        /** Returns true if the challenger of this pair is champion now, and its champion the predecessor. */
        boolean becomes(ModelRef one, ModelRef other, ShadowRole as) {
            return role == ShadowRole.CHALLENGER
                    && as == ShadowRole.PREDECESSOR
                    && champion.equals(other)
                    && shadow.equals(one);
        }
    }

    Optional<Pair> pair(String model) {
        return pair(store, model);
    }

    @SuppressWarnings("EnumOrdinal") // the order of the roles is part of the store's format
    void put(String model, Pair pair) {
        byte[] champion = pair.champion().toString().getBytes(UTF_8);
        byte[] shadow = pair.shadow().toString().getBytes(UTF_8);
        store.put(
                model.getBytes(UTF_8),
                ByteBuffer.allocate(3 + Long.BYTES + 2 * Short.BYTES + champion.length + shadow.length)
                        .put(VERSION)
                        .put((byte) pair.role().ordinal())
                        .put((byte) (pair.decided() ? 1 : 0))
                        .putLong(pair.last())
                        .putShort((short) champion.length)
                        .put(champion)
                        .putShort((short) shadow.length)
                        .put(shadow)
                        .array());
    }

    /** Adds to the totals of an hour. */
    void add(String model, long hour, PairedTotals more) {
        byte[] key = key(model, hour);
        byte[] before = store.get(key);
        store.put(key, write(before == null ? more : read(before).plus(more)));
    }

    private static byte[] write(PairedTotals totals) {
        ByteBuffer out =
                ByteBuffer.allocate(1 + Long.BYTES + (2 + 3 * totals.baselines().size()) * Double.BYTES);
        out.put(VERSION).putLong(totals.count()).putDouble(totals.champion()).putDouble(totals.shadow());
        totals.baselines().forEach(sums -> out.putDouble(sums.baseline())
                .putDouble(sums.champion())
                .putDouble(sums.shadow()));
        return out.array();
    }

    /** Lets the champion and the shadow of all totals change places. */
    void swap(String model) {
        List<KeyValue<byte[], byte[]>> all = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> hours = hours(store, model)) {
            hours.forEachRemaining(all::add);
        }
        all.forEach(entry -> store.put(entry.key, write(read(entry.value).swapped())));
    }

    /** Deletes the totals of hours before {@code first}. */
    void deleteBefore(String model, long first) {
        List<byte[]> old = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> hours = hours(store, model)) {
            while (hours.hasNext()) {
                byte[] key = hours.next().key;
                if (hour(key) < first) {
                    old.add(key);
                }
            }
        }
        old.forEach(store::delete);
    }

    Optional<Trial> trial(String model) {
        return trial(store, model);
    }

    /** Returns the trial of a model; empty if it never had one. */
    static Optional<Trial> trial(ReadOnlyKeyValueStore<byte[], byte[]> store, String model) {
        return pair(store, model).map(pair -> {
            SortedMap<Long, PairedTotals> byHour = new TreeMap<>();
            try (KeyValueIterator<byte[], byte[]> hours = hours(store, model)) {
                while (hours.hasNext()) {
                    KeyValue<byte[], byte[]> next = hours.next();
                    byHour.put(hour(next.key), read(next.value));
                }
            }
            return new Trial(pair.champion(), pair.shadow(), pair.role(), byHour);
        });
    }

    @SuppressWarnings("EnumOrdinal") // as written
    private static Optional<Pair> pair(ReadOnlyKeyValueStore<byte[], byte[]> store, String model) {
        return Optional.ofNullable(store.get(model.getBytes(UTF_8))).map(bytes -> {
            ByteBuffer in = begin(bytes);
            ShadowRole role = ShadowRole.values()[in.get()];
            boolean decided = in.get() == 1;
            long last = in.getLong();
            return new Pair(readModel(in), readModel(in), role, last, decided);
        });
    }

    private static KeyValueIterator<byte[], byte[]> hours(ReadOnlyKeyValueStore<byte[], byte[]> store, String model) {
        byte[] name = model.getBytes(UTF_8);
        byte[] prefix =
                ByteBuffer.allocate(name.length + 1).put(name).put((byte) 0).array();
        return store.prefixScan(prefix, new ByteArraySerializer());
    }

    private static byte[] key(String model, long hour) {
        byte[] name = model.getBytes(UTF_8);
        return ByteBuffer.allocate(name.length + 1 + Long.BYTES)
                .put(name)
                .put((byte) 0)
                .putLong(hour)
                .array();
    }

    private static long hour(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    private static PairedTotals read(byte[] bytes) {
        ByteBuffer in = begin(bytes);
        long count = in.getLong();
        double champion = in.getDouble();
        double shadow = in.getDouble();
        List<BaselineTotals> baselines = new ArrayList<>();
        while (in.hasRemaining()) {
            baselines.add(new BaselineTotals(in.getDouble(), in.getDouble(), in.getDouble()));
        }
        return new PairedTotals(count, champion, shadow, baselines);
    }

    private static ModelRef readModel(ByteBuffer in) {
        byte[] model = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(model);
        return ModelRef.parse(new String(model, UTF_8));
    }

    private static ByteBuffer begin(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version == VERSION) {
                return in;
            }
            throw new StateFormatException(NAME, version, VERSION);
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("the store " + NAME + " holds bytes that Foreflow did not write", e);
        }
    }
}
