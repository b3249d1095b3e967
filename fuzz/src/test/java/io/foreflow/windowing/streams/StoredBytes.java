package io.foreflow.windowing.streams;

import io.foreflow.windowing.core.CovariateBucket;
import io.foreflow.windowing.core.MemoryChunk;
import io.foreflow.windowing.core.RawBucket;
import io.foreflow.windowing.core.SensorProgressBuilder;
import java.time.Instant;
import java.util.List;

/** Lets the fuzzed readers into this package: what the windowing stores hold. */
public final class StoredBytes {
    private static final long INDEX = 20_000;

    private StoredBytes() {}

    public static List<byte[]> heads() {
        Instant time = Instant.parse("2026-03-01T10:00:00Z");
        return List.of(StateCodec.write(new StateCodec.StoredHead(
                SensorProgressBuilder.builder()
                        .time(time)
                        .lastHeard(time)
                        .movedAt(time)
                        .stale(false)
                        .nextClose(1)
                        .lastReal(2)
                        .newestOrigin(3)
                        .revision(4)
                        .nextTraining(5)
                        .build(),
                time.toEpochMilli())));
    }

    public static List<byte[]> readings() {
        RawBucket full = RawBucket.of(INDEX, 9_000, new long[] {7_000, 7_500, 8_999}, new double[] {1.5, -2, 0.1});
        RawBucket later = RawBucket.of(INDEX + 32, 19_000, new long[] {17_000}, new double[] {4});
        return List.of(StateCodec.write(List.of(full, later), 0, 16), StateCodec.write(List.of(full), 1, 2));
    }

    public static List<byte[]> chunks() {
        return List.of(StateCodec.write(MemoryChunk.of(INDEX, new double[] {1.5, 0, -7, 0, 2}, 0b10101, 0b100)));
    }

    public static List<byte[]> covariates() {
        return List.of(StateCodec.write(new CovariateBucket(
                INDEX,
                List.of(
                        new CovariateBucket.Report("rain_1h", 19_999, 0.25),
                        new CovariateBucket.Report("temp", 20_000, -3)))));
    }

    public static void readHead(byte[] value) {
        StateCodec.readHead(value);
    }

    public static void readReading(byte[] value) {
        StateCodec.readRaw(value);
    }

    public static void readChunk(byte[] value) {
        StateCodec.readChunk(INDEX, value);
    }

    public static void readCovariates(byte[] value) {
        StateCodec.readCovariates(INDEX, value);
    }
}
