package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.PackedDecimals;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.VarLong;
import io.foreflow.windowing.core.CovariateBucket;
import io.foreflow.windowing.core.MemoryChunk;
import io.foreflow.windowing.core.RawBucket;
import io.foreflow.windowing.core.SensorProgress;
import io.foreflow.windowing.core.SensorProgressBuilder;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Encodes keys and values of the stores. Keys sort as their parts do: a sensor's id ends with a zero byte (ids hold no
 * control characters), numbers are big-endian with the sign bit flipped. Values begin with their version.
 */
final class StateCodec {
    private static final byte VERSION = 3;
    private static final byte END_OF_ID = 0;
    private static final int HEAD_BYTES = 1 + 3 * 12 + 1 + 4 * Long.BYTES + Integer.BYTES + Long.BYTES;

    private StateCodec() {}

    /**
     * An entry of the head store.
     *
     * @param indexedDue the time, in milliseconds since the epoch, under which the due store knows the sensor
     */
    record StoredHead(SensorProgress head, long indexedDue) {}

    static byte[] key(SensorId sensor) {
        return sensor.value().getBytes(UTF_8);
    }

    /** Returns the common prefix of all keys of the sensor's rows. */
    static byte[] prefix(SensorId sensor) {
        byte[] id = key(sensor);
        byte[] prefix = Arrays.copyOf(id, id.length + 1);
        prefix[id.length] = END_OF_ID;
        return prefix;
    }

    static byte[] key(byte[] prefix, long number) {
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(number ^ Long.MIN_VALUE)
                .array();
    }

    /** Returns the number at the end of a key. */
    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES) ^ Long.MIN_VALUE;
    }

    static byte[] dueKey(long due, SensorId sensor) {
        byte[] id = key(sensor);
        return ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(due ^ Long.MIN_VALUE)
                .put(id)
                .array();
    }

    /** Returns a key that is not after the key of any sensor that is due at {@code due} or later. */
    static byte[] firstDueFrom(long due) {
        return ByteBuffer.allocate(Long.BYTES).putLong(due ^ Long.MIN_VALUE).array();
    }

    static long due(byte[] dueKey) {
        return ByteBuffer.wrap(dueKey).getLong() ^ Long.MIN_VALUE;
    }

    static SensorId dueSensor(byte[] dueKey) {
        return SensorId.of(new String(dueKey, Long.BYTES, dueKey.length - Long.BYTES, UTF_8));
    }

    static byte[] present() {
        return new byte[] {VERSION};
    }

    static byte[] write(StoredHead stored) {
        SensorProgress head = stored.head();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES).put(VERSION);
        put(bytes, head.time());
        put(bytes, head.lastHeard());
        put(bytes, head.movedAt());
        return bytes.put((byte) (head.stale() ? 1 : 0))
                .putLong(head.nextClose())
                .putLong(head.lastReal())
                .putLong(head.newestOrigin())
                .putInt(head.revision())
                .putLong(head.nextTraining())
                .putLong(stored.indexedDue())
                .array();
    }

    static StoredHead readHead(byte[] value) {
        return read(value, "head", bytes -> {
            SensorProgress head = SensorProgressBuilder.builder()
                    .time(instant(bytes))
                    .lastHeard(instant(bytes))
                    .movedAt(instant(bytes))
                    .stale(bytes.get() != 0)
                    .nextClose(bytes.getLong())
                    .lastReal(bytes.getLong())
                    .newestOrigin(bytes.getLong())
                    .revision(bytes.getInt())
                    .nextTraining(bytes.getLong())
                    .build();
            return new StoredHead(head, bytes.getLong());
        });
    }

    /** Returns the key of a row of recent readings. */
    static byte[] rawKey(byte[] prefix, int slot, int row) {
        return ByteBuffer.allocate(prefix.length + 1 + Integer.BYTES)
                .put(prefix)
                .put((byte) slot)
                .putInt(row)
                .array();
    }

    /**
     * Returns the bytes of a row of recent readings.
     *
     * @param buckets buckets of the row's slot
     * @param from place of the row's first reading in its bucket
     * @param to place after the row's last reading
     */
    static byte[] write(List<RawBucket> buckets, int from, int to) {
        int size = 1;
        for (RawBucket bucket : buckets) {
            int readings = Math.min(to, bucket.size()) - from;
            size += readings > 0 ? (3 + readings) * VarLong.MOST_BYTES + PackedDecimals.mostBytes(readings) : 0;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).put(VERSION);
        for (RawBucket bucket : buckets) {
            int end = Math.min(to, bucket.size());
            if (end > from) {
                VarLong.writeSigned(bytes, bucket.index());
                VarLong.writeSigned(bytes, bucket.keepUntil());
                VarLong.write(bytes, end - from);
                double[] values = new double[end - from];
                long before = 0;
                for (int i = from; i < end; i++) {
                    VarLong.writeSigned(bytes, bucket.time(i) - before);
                    before = bucket.time(i);
                    values[i - from] = bucket.value(i);
                }
                PackedDecimals.write(bytes, values, values.length, false);
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Returns the parts of buckets in a row of recent readings. */
    static List<RawBucket> readRaw(byte[] value) {
        return read(value, "raw", bytes -> {
            List<RawBucket> parts = new ArrayList<>(1);
            while (bytes.hasRemaining()) {
                long index = VarLong.readSigned(bytes);
                long keepUntil = VarLong.readSigned(bytes);
                long readings = VarLong.read(bytes);
                if (readings < 0 || readings > bytes.remaining()) {
                    throw new IllegalArgumentException(readings + " readings are claimed");
                }
                long[] times = new long[(int) readings];
                long before = 0;
                for (int i = 0; i < readings; i++) {
                    times[i] = before + VarLong.readSigned(bytes);
                    before = times[i];
                }
                double[] values = PackedDecimals.read(bytes, times.length, times.length, false);
                parts.add(RawBucket.of(index, keepUntil, times, values));
            }
            return parts;
        });
    }

    static byte[] write(MemoryChunk chunk) {
        double[] values = new double[Long.bitCount(chunk.known())];
        int known = 0;
        for (int i = 0; i < chunk.length(); i++) {
            if ((chunk.known() >> i & 1) != 0) {
                values[known++] = chunk.value(i);
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(2 + 2 * VarLong.MOST_BYTES + PackedDecimals.mostBytes(values.length))
                .put(VERSION)
                .put((byte) chunk.length());
        VarLong.write(bytes, chunk.known());
        VarLong.write(bytes, chunk.imputed());
        PackedDecimals.write(bytes, values, values.length, false);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    static MemoryChunk readChunk(long index, byte[] value) {
        return read(value, "memory", bytes -> {
            double[] values = new double[Byte.toUnsignedInt(bytes.get())];
            long known = VarLong.read(bytes);
            long imputed = VarLong.read(bytes);
            int count = Long.bitCount(known);
            double[] stored = PackedDecimals.read(bytes, count, count, false);
            int next = 0;
            for (int i = 0; i < values.length && next < count; i++) {
                if ((known >> i & 1) != 0) {
                    values[i] = stored[next++];
                }
            }
            return MemoryChunk.of(index, values, known, imputed);
        });
    }

    static byte[] write(CovariateBucket bucket) {
        int size = 1 + Short.BYTES;
        List<byte[]> names = new ArrayList<>(bucket.reports().size());
        for (CovariateBucket.Report report : bucket.reports()) {
            byte[] name = report.name().getBytes(UTF_8);
            names.add(name);
            size += Short.BYTES + name.length + Long.BYTES + Double.BYTES;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).put(VERSION).putShort((short)
                bucket.reports().size());
        for (int i = 0; i < names.size(); i++) {
            bytes.putShort((short) names.get(i).length)
                    .put(names.get(i))
                    .putLong(bucket.reports().get(i).knownFrom())
                    .putDouble(bucket.reports().get(i).value());
        }
        return bytes.array();
    }

    static CovariateBucket readCovariates(long index, byte[] value) {
        return read(value, "covariates", bytes -> {
            int count = Short.toUnsignedInt(bytes.getShort());
            List<CovariateBucket.Report> reports = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] name = new byte[Short.toUnsignedInt(bytes.getShort())];
                bytes.get(name);
                reports.add(new CovariateBucket.Report(new String(name, UTF_8), bytes.getLong(), bytes.getDouble()));
            }
            return new CovariateBucket(index, reports);
        });
    }

    private static void put(ByteBuffer bytes, Instant time) {
        bytes.putLong(time.getEpochSecond()).putInt(time.getNano());
    }

    private static Instant instant(ByteBuffer bytes) {
        return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
    }

    private static <T> T read(byte[] value, String store, Function<ByteBuffer, T> reading) {
        try {
            return reading.apply(versioned(value, store));
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ArithmeticException
                | DateTimeException e) {
            throw new IllegalStateException("the store " + store + " holds bytes that Foreflow did not write", e);
        }
    }

    private static ByteBuffer versioned(byte[] value, String store) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        byte version = bytes.get();
        if (version != VERSION) {
            throw new StateFormatException(store, version, VERSION);
        }
        return bytes;
    }
}
