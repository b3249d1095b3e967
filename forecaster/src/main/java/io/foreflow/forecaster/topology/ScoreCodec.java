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
import io.foreflow.models.series.PackedDecimals;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.StateFormatException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Encodes keys and values of the stores of scoring. A sensor's id ends with a zero byte in keys that have a slot, because
 * ids hold no control characters. Values begin with their version.
 */
final class ScoreCodec {
    private static final byte VERSION = 4;

    /** Size of a waiting forecast without its model and numbers. */
    private static final int PENDING_BYTES =
            2 + Long.BYTES + Short.BYTES + Double.BYTES + 2 * Float.BYTES + Integer.BYTES;

    private static final Contender[] CONTENDERS = Contender.values();

    private static final int MEAN_BYTES = Double.BYTES + Integer.BYTES;

    /** Size of a track record without the numbers of its tracker and its model. */
    private static final int RECORD_BYTES = 1
            + Integer.BYTES
            + (2 * CONTENDERS.length + 2) * MEAN_BYTES
            + Short.BYTES
            + 3 * Double.BYTES
            + Integer.BYTES
            + Long.BYTES;

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
        byte[] id = key(sensor);
        return ByteBuffer.allocate(id.length + 1 + Integer.BYTES)
                .put(id)
                .put((byte) 0)
                .putInt(slot)
                .array();
    }

    /** Returns the slot that a key of a waiting forecast ends with. */
    static int slot(byte[] key) {
        return ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES);
    }

    static byte[] write(PendingForecast waiting) {
        byte[] model = bytes(waiting.model());
        double[] numbers = doubles(waiting.numbers());
        ByteBuffer out = ByteBuffer.allocate(PENDING_BYTES + model.length + PackedDecimals.mostBytes(numbers.length))
                .put(VERSION)
                .putLong(waiting.originSecond());
        write(out, model);
        out.putDouble(waiting.reference())
                .putFloat(waiting.unrest())
                .putFloat(waiting.yardstick())
                .putInt(waiting.horizon())
                .put((byte) (numbers.length / waiting.horizon()));
        PackedDecimals.write(out, numbers, waiting.horizon(), true);
        return Arrays.copyOf(out.array(), out.position());
    }

    static PendingForecast readWaiting(byte[] value) {
        return read(value, "pending", in -> {
            Instant origin = Instant.ofEpochSecond(in.getLong());
            Optional<ModelRef> model = readModel(in);
            double reference = in.getDouble();
            float unrest = in.getFloat();
            float yardstick = in.getFloat();
            int horizon = in.getInt();
            int count = Math.multiplyExact(horizon, in.get());
            float[] numbers = floats(PackedDecimals.read(in, count, horizon, true));
            return PendingForecast.restored(origin, model, reference, unrest, yardstick, horizon, numbers);
        });
    }

    static byte[] write(TrackRecord record) {
        float[] intervals = record.intervals().numbers();
        Rolling rolling = record.rolling();
        Drift drift = record.drift();
        byte[] model = bytes(drift.model());
        ByteBuffer out = ByteBuffer.allocate(RECORD_BYTES + intervals.length * Float.BYTES + model.length)
                .put(VERSION)
                .putInt(intervals.length);
        write(out, intervals);
        for (Contender contender : CONTENDERS) {
            write(out, rolling.mae(contender));
            write(out, rolling.mase(contender));
        }
        write(out, rolling.bias());
        write(out, rolling.coverage());
        write(out, model);
        return out.putDouble(drift.test().mean())
                .putInt(drift.test().count())
                .putDouble(drift.test().sum())
                .putDouble(drift.test().least())
                .putLong(drift.quietUntil().getEpochSecond())
                .array();
    }

    static TrackRecord readTrackRecord(byte[] bytes) {
        return read(bytes, "residuals", in -> {
            IntervalTracker intervals = IntervalTracker.of(readNumbers(in, in.getInt()));
            Rolling rolling = readRolling(in);
            Optional<ModelRef> model = readModel(in);
            PageHinkley test = new PageHinkley(in.getDouble(), in.getInt(), in.getDouble(), in.getDouble());
            return new TrackRecord(intervals, rolling, new Drift(model, test, Instant.ofEpochSecond(in.getLong())));
        });
    }

    /** Reads the scores of a track record without its tracker, which takes most of the time. */
    static Rolling readRolling(byte[] bytes) {
        return read(bytes, "residuals", in -> {
            long tracker = (long) in.getInt() * Float.BYTES;
            if (tracker < 0 || tracker > in.remaining()) {
                throw new IllegalArgumentException(tracker + " bytes are claimed in " + in.remaining());
            }
            return readRolling(in.position(in.position() + (int) tracker));
        });
    }

    private static Rolling readRolling(ByteBuffer in) {
        RollingMean[] mae = new RollingMean[CONTENDERS.length];
        RollingMean[] mase = new RollingMean[CONTENDERS.length];
        for (int i = 0; i < CONTENDERS.length; i++) {
            mae[i] = readMean(in);
            mase[i] = readMean(in);
        }
        return new Rolling(List.of(mae), List.of(mase), readMean(in), readMean(in));
    }

    private static byte[] bytes(Optional<ModelRef> model) {
        return model.map(ModelRef::toString).orElse("").getBytes(UTF_8);
    }

    private static void write(ByteBuffer out, byte[] model) {
        out.putShort((short) model.length).put(model);
    }

    private static Optional<ModelRef> readModel(ByteBuffer in) {
        byte[] model = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(model);
        return model.length == 0 ? Optional.empty() : Optional.of(ModelRef.parse(new String(model, UTF_8)));
    }

    private static void write(ByteBuffer out, RollingMean mean) {
        out.putDouble(mean.mean()).putInt(mean.count());
    }

    private static RollingMean readMean(ByteBuffer in) {
        return new RollingMean(in.getDouble(), in.getInt());
    }

    private static double[] doubles(float[] numbers) {
        double[] copy = new double[numbers.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = numbers[i];
        }
        return copy;
    }

    private static float[] floats(double[] numbers) {
        float[] copy = new float[numbers.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (float) numbers[i];
        }
        return copy;
    }

    private static void write(ByteBuffer out, float[] numbers) {
        out.asFloatBuffer().put(numbers);
        out.position(out.position() + numbers.length * Float.BYTES);
    }

    private static float[] readNumbers(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining() / Float.BYTES) {
            throw new IllegalArgumentException(length + " numbers are claimed in " + in.remaining() + " bytes");
        }
        float[] numbers = new float[length];
        in.asFloatBuffer().get(numbers);
        in.position(in.position() + length * Float.BYTES);
        return numbers;
    }

    private static <T> T read(byte[] bytes, String store, Function<ByteBuffer, T> reading) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            byte version = in.get();
            if (version != VERSION) {
                throw new StateFormatException(store, version, VERSION);
            }
            return reading.apply(in);
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new IllegalStateException("the store " + store + " holds bytes that Foreflow did not write", e);
        }
    }
}
