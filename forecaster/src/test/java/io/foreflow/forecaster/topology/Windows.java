package io.foreflow.forecaster.topology;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Windows for tests. */
final class Windows {
    static final SensorId SENSOR = SensorId.of("i880-hov");
    static final Instant ORIGIN = Instant.parse("2026-03-01T06:00:00Z");

    private Windows() {}

    /** Six hours of history, the last of them 106, and nothing before. */
    static Window young() {
        return of(SENSOR, ZoneOffset.UTC, Values.of(101, 102, 103, 104, 105, 106), List.of(), 0);
    }

    /** One hour of history: too little for a network. */
    static Window incomplete() {
        double none = Double.NaN;
        return of(SENSOR, ZoneOffset.UTC, Values.of(none, none, none, none, none, 106), List.of(), 0);
    }

    static Window withZone(ZoneId zone) {
        return of(SENSOR, zone, Values.of(101, 102, 103, 104, 105, 106), List.of(), 0);
    }

    static Window imputed(int revision) {
        return of(SENSOR, ZoneOffset.UTC, Values.of(101, 102, 103, 104, 105, 106), List.of(1, 2, 3), revision);
    }

    private static Window of(SensorId sensor, ZoneId zone, Values history, List<Integer> imputed, int revision) {
        return Window.builder(sensor, ORIGIN, WindowShape.DEFAULT, zone)
                .history(history)
                .level(103.5)
                .scale(1.5)
                .imputed(imputed)
                .revision(revision)
                .build();
    }
}
