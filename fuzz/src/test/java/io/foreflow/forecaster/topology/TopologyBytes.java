package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets the fuzzed readers into this package: requests, and what the scoring stores hold. */
public final class TopologyBytes {
    private TopologyBytes() {}

    public static void readRequest(byte[] value) {
        InferenceRequestJson.read(value);
    }

    public static List<byte[]> waiting() {
        Values values = Values.of(1, 2.5, Double.NaN);
        Map<Contender, Values> byContender = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            byContender.put(contender, values);
        }
        Instant origin = Instant.parse("2026-03-01T10:00:00Z");
        return List.of(
                ScoreCodec.write(new PendingForecast(origin, Optional.empty(), Optional.empty(), 1, 2, byContender)),
                ScoreCodec.write(new PendingForecast(
                        origin,
                        Optional.of(new ModelRef("default", "1")),
                        Optional.of(new Interval(0.9, values, values)),
                        1,
                        2,
                        byContender)));
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
