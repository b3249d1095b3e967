package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.TrackRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lets the fuzzed readers into this package: requests, and what the scoring stores hold. */
public final class TopologyBytes {
    private TopologyBytes() {}

    public static void readRequest(byte[] value) {
        InferenceRequestJson.read(value);
    }

    public static List<byte[]> waiting() {
        Instant origin = Instant.parse("2026-03-01T10:00:00Z");
        return List.of(
                ScoreCodec.write(PendingForecast.restored(
                        origin, Optional.empty(), 1, 1, 2, 3, new float[] {1, 2.5f, Float.NaN})),
                ScoreCodec.write(PendingForecast.restored(
                        origin, Optional.of(new ModelRef("default", "1")), 1, 1, 2, 3, new float[] {
                            1, 2, 3, 0, 1, 2, 2, 3, 4
                        })));
    }

    public static List<byte[]> records() {
        return List.of(ScoreCodec.write(TrackRecord.start(IntervalTracker.start(3))));
    }

    public static void readWaiting(byte[] value) {
        ScoreCodec.readWaiting(value);
    }

    public static void readRecord(byte[] value) {
        ScoreCodec.readTrackRecord(value);
    }
}
