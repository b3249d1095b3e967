package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.windowing.streams.StateFormatException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encodes a forecast for its store, without loss: the sensor is the key. Published numbers have few decimals, so that
 * they are integers times a power of ten; each is stored as its distance from the one before it, in one to three bytes.
 * Other numbers are stored as doubles.
 */
final class ForecastCodec {
    private static final byte VERSION = 1;

    private static final int FALLBACK = 1;
    private static final int STALE = 2;
    private static final int INTERVAL = 4;

    /** Stands for numbers that are doubles. */
    private static final byte DOUBLES = -1;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    private static final double ALL_INTEGERS = 1L << 53;

    /** Maximum size of an integer of variable length, and of all of them beside numbers and texts. */
    private static final int VARINT_BYTES = 10;

    private static final int OTHER_BYTES = 2 + 11 * VARINT_BYTES + 4 * Double.BYTES;

    private ForecastCodec() {}

    static byte[] write(Forecast forecast) {
        byte[] method = forecast.method().getBytes(UTF_8);
        byte[] model = forecast.model().map(ModelRef::toString).orElse("").getBytes(UTF_8);
        byte[] zone = forecast.zone().getId().getBytes(UTF_8);
        int horizon = forecast.values().length();
        ByteBuffer bytes = ByteBuffer.allocate(
                        OTHER_BYTES + method.length + model.length + zone.length + 3 * horizon * VARINT_BYTES)
                .put(VERSION)
                .put(flags(forecast));
        writeTime(bytes, forecast.issuedAt());
        writeTime(bytes, forecast.origin());
        writeTime(bytes, forecast.from());
        writeTime(bytes, forecast.to());
        writeInteger(bytes, forecast.step().seconds());
        writeText(bytes, zone);
        writeText(bytes, method);
        writeText(bytes, model);
        writeInteger(bytes, forecast.revision());
        bytes.putDouble(forecast.imputedFraction()).putDouble(forecast.knownFraction());
        writeInteger(bytes, horizon);
        writeNumbers(bytes, forecast.values());
        forecast.interval().ifPresent(interval -> {
            bytes.putDouble(interval.level());
            writeNumbers(bytes, interval.lower());
            writeNumbers(bytes, interval.upper());
        });
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** @throws IllegalStateException if {@link #write} did not write the bytes */
    static Forecast read(SensorId sensor, byte[] stored) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(stored);
            byte version = bytes.get();
            if (version != VERSION) {
                throw new StateFormatException("newest", version, VERSION);
            }
            return read(sensor, bytes);
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new IllegalStateException("the store newest holds bytes that Foreflow did not write", e);
        }
    }

    private static Forecast read(SensorId sensor, ByteBuffer bytes) {
        int flags = bytes.get();
        ForecastBuilder forecast = ForecastBuilder.builder()
                .sensor(sensor)
                .fallback((flags & FALLBACK) != 0)
                .stale((flags & STALE) != 0)
                .issuedAt(readTime(bytes))
                .origin(readTime(bytes))
                .from(readTime(bytes))
                .to(readTime(bytes))
                .step(Step.of(Duration.ofSeconds(readInteger(bytes))))
                .zone(ZoneId.of(readText(bytes)))
                .method(readText(bytes));
        String model = readText(bytes);
        forecast.model(model.isEmpty() ? Optional.empty() : Optional.of(ModelRef.parse(model)))
                .revision(Math.toIntExact(readInteger(bytes)))
                .imputedFraction(bytes.getDouble())
                .knownFraction(bytes.getDouble());
        int horizon = Math.toIntExact(readInteger(bytes));
        if (horizon < 0 || horizon > bytes.remaining()) {
            throw new IllegalArgumentException(horizon + " numbers in " + bytes.remaining() + " bytes");
        }
        forecast.values(readNumbers(bytes, horizon));
        return forecast.interval(
                        (flags & INTERVAL) == 0
                                ? Optional.empty()
                                : Optional.of(new Interval(
                                        bytes.getDouble(), readNumbers(bytes, horizon), readNumbers(bytes, horizon))))
                .build();
    }

    private static byte flags(Forecast forecast) {
        return (byte) ((forecast.fallback() ? FALLBACK : 0)
                | (forecast.stale() ? STALE : 0)
                | (forecast.interval().isPresent() ? INTERVAL : 0));
    }

    private static void writeNumbers(ByteBuffer bytes, Values numbers) {
        byte decimals = decimals(numbers);
        bytes.put(decimals);
        long before = 0;
        for (int i = 0; i < numbers.length(); i++) {
            if (decimals == DOUBLES) {
                bytes.putDouble(numbers.at(i));
            } else {
                long integer = (long) Math.rint(numbers.at(i) * POWERS[decimals]);
                writeInteger(bytes, integer - before);
                before = integer;
            }
        }
    }

    private static Values readNumbers(ByteBuffer bytes, int length) {
        byte decimals = bytes.get();
        if (decimals < DOUBLES || decimals >= POWERS.length) {
            throw new IllegalArgumentException(decimals + " decimals");
        }
        double[] numbers = new double[length];
        long integer = 0;
        for (int i = 0; i < length; i++) {
            if (decimals == DOUBLES) {
                numbers[i] = bytes.getDouble();
            } else {
                integer += readInteger(bytes);
                numbers[i] = integer / POWERS[decimals];
            }
        }
        return Values.of(numbers);
    }

    /** Returns the least number of decimals with which every number is exact. */
    private static byte decimals(Values numbers) {
        byte decimals = 0;
        for (int i = 0; i < numbers.length(); i++) {
            while (!isExact(numbers.at(i), POWERS[decimals])) {
                decimals++;
                if (decimals == POWERS.length) {
                    return DOUBLES;
                }
            }
        }
        return decimals;
    }

    private static boolean isExact(double number, double power) {
        double scaled = Math.rint(number * power);
        return Math.abs(scaled) < ALL_INTEGERS
                && Double.doubleToRawLongBits((long) scaled / power) == Double.doubleToRawLongBits(number);
    }

    private static void writeTime(ByteBuffer bytes, Instant time) {
        writeInteger(bytes, time.getEpochSecond());
        writeInteger(bytes, time.getNano());
    }

    private static Instant readTime(ByteBuffer bytes) {
        return Instant.ofEpochSecond(readInteger(bytes), readInteger(bytes));
    }

    private static void writeText(ByteBuffer bytes, byte[] text) {
        writeInteger(bytes, text.length);
        bytes.put(text);
    }

    private static String readText(ByteBuffer bytes) {
        int length = Math.toIntExact(readInteger(bytes));
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes in " + bytes.remaining());
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, UTF_8);
    }

    /** Writes small numbers of either sign in few bytes: zigzag, then seven bits a byte. */
    private static void writeInteger(ByteBuffer bytes, long number) {
        long rest = (number << 1) ^ (number >> (Long.SIZE - 1));
        while ((rest & ~0x7FL) != 0) {
            bytes.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long readInteger(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
        throw new IllegalArgumentException("an integer of more than " + VARINT_BYTES + " bytes");
    }
}
