package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.Drift;
import io.foreflow.models.score.PageHinkley;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.RollingMean;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes keys and values of the stores of scoring. A sensor's id ends with a zero byte in keys that have a slot, because
 * ids hold no control characters. Values begin with their version.
 */
final class ScoreCodec {
    private static final byte VERSION = 3;

    /** Size of a waiting forecast without its model and numbers. */
    private static final int PENDING_BYTES =
            1 + Long.BYTES + Short.BYTES + Double.BYTES + 2 * Float.BYTES + Integer.BYTES;

    private ScoreCodec() {}

    static byte[] key(SensorId sensor) {
        return sensor.value().getBytes(UTF_8);
    }

    /** Returns the common prefix of all keys of the sensor's waiting forecasts. */
    static byte[] prefix(SensorId sensor) {
        byte[] id = key(sensor);
        return ByteBuffer.allocate(id.length + 1).put(id).put((byte) 0).array();
    }

    static byte[] key(SensorId sensor, int slot) {
        byte[] prefix = prefix(sensor);
        return ByteBuffer.allocate(prefix.length + Integer.BYTES)
                .put(prefix)
                .putInt(slot)
                .array();
    }

    /** Returns the slot that a key of a waiting forecast ends with. */
    static int slot(byte[] key) {
        return ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES);
    }

    static byte[] write(PendingForecast waiting) {
        byte[] model = waiting.model().map(ModelRef::toString).orElse("").getBytes(UTF_8);
        float[] numbers = waiting.numbers();
        ByteBuffer bytes = ByteBuffer.allocate(PENDING_BYTES + model.length + numbers.length * Float.BYTES)
                .put(VERSION)
                .putLong(waiting.originSecond())
                .putShort((short) model.length)
                .put(model)
                .putDouble(waiting.reference())
                .putFloat(waiting.unrest())
                .putFloat(waiting.yardstick())
                .putInt(waiting.horizon());
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    static PendingForecast readWaiting(byte[] value) {
        return read(value, "pending", in -> {
            Instant origin = readInstant(in);
            byte[] model = in.readNBytes(in.readUnsignedShort());
            double reference = in.readDouble();
            float unrest = in.readFloat();
            float yardstick = in.readFloat();
            int horizon = in.readInt();
            ByteBuffer rest = ByteBuffer.wrap(in.readAllBytes());
            float[] numbers = new float[rest.remaining() / Float.BYTES];
            rest.asFloatBuffer().get(numbers);
            return PendingForecast.restored(
                    origin,
                    model.length == 0 ? Optional.empty() : Optional.of(ModelRef.parse(new String(model, UTF_8))),
                    reference,
                    unrest,
                    yardstick,
                    horizon,
                    numbers);
        });
    }

    static byte[] write(TrackRecord record) {
        return bytes(out -> {
            write(out, record.intervals().numbers());
            for (Contender contender : Contender.values()) {
                write(out, record.rolling().mae(contender));
                write(out, record.rolling().mase(contender));
            }
            write(out, record.rolling().bias());
            write(out, record.rolling().coverage());
            Drift drift = record.drift();
            write(out, drift.model());
            out.writeDouble(drift.test().mean());
            out.writeInt(drift.test().count());
            out.writeDouble(drift.test().sum());
            out.writeDouble(drift.test().least());
            write(out, drift.quietUntil());
        });
    }

    static TrackRecord readTrackRecord(byte[] bytes) {
        return read(bytes, "residuals", in -> {
            IntervalTracker intervals = IntervalTracker.of(readValues(in));
            Map<Contender, RollingMean> mae = new EnumMap<>(Contender.class);
            Map<Contender, RollingMean> mase = new EnumMap<>(Contender.class);
            for (Contender contender : Contender.values()) {
                mae.put(contender, readMean(in));
                mase.put(contender, readMean(in));
            }
            Rolling rolling = new Rolling(mae, mase, readMean(in), readMean(in));
            Optional<ModelRef> model = readModel(in);
            PageHinkley test = new PageHinkley(in.readDouble(), in.readInt(), in.readDouble(), in.readDouble());
            return new TrackRecord(intervals, rolling, new Drift(model, test, readInstant(in)));
        });
    }

    private static void write(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong());
    }

    private static void write(DataOutputStream out, Optional<ModelRef> model) throws IOException {
        out.writeUTF(model.map(ModelRef::toString).orElse(""));
    }

    private static Optional<ModelRef> readModel(DataInputStream in) throws IOException {
        String ref = in.readUTF();
        return ref.isEmpty() ? Optional.empty() : Optional.of(ModelRef.parse(ref));
    }

    private static void write(DataOutputStream out, RollingMean mean) throws IOException {
        out.writeDouble(mean.mean());
        out.writeInt(mean.count());
    }

    private static RollingMean readMean(DataInputStream in) throws IOException {
        return new RollingMean(in.readDouble(), in.readInt());
    }

    private static void write(DataOutputStream out, Values values) throws IOException {
        out.writeInt(values.length());
        ByteBuffer numbers = ByteBuffer.allocate(values.length() * Double.BYTES);
        for (int i = 0; i < values.length(); i++) {
            numbers.putDouble(values.at(i));
        }
        out.write(numbers.array());
    }

    private static Values readValues(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available() / Double.BYTES) {
            throw new IOException(length + " numbers are claimed in " + in.available() + " bytes");
        }
        ByteBuffer numbers = ByteBuffer.wrap(in.readNBytes(length * Double.BYTES));
        return Values.generate(length, i -> numbers.getDouble());
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface ByteReader<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_500);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, String store, ByteReader<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "the store " + store + " was written by another version of Foreflow (format " + version
                                + ", this one reads " + VERSION + "); run that one, or use another application id");
            }
            return reading.from(in);
        } catch (IOException | IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new IllegalStateException("the store " + store + " holds bytes that Foreflow did not write", e);
        }
    }
}
