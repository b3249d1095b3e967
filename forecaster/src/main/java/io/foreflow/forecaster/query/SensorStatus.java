package io.foreflow.forecaster.query;

import io.foreflow.windowing.core.SensorProgress;
import java.time.Duration;
import java.util.Locale;

/** The pace of a sensor's readings. */
public enum SensorStatus {
    /** Its readings arrive soon after they were measured. */
    LIVE,
    /** Its readings arrive long after they were measured, as in a replay. */
    REPLAYING,
    /** It has been silent for so long that it got its last forecast. */
    STALE;

    /** @param liveLag maximum delay of a live sensor's latest reading */
    static SensorStatus of(SensorProgress progress, Duration liveLag) {
        if (progress.stale()) {
            return STALE;
        }
        return progress.lag().compareTo(liveLag) <= 0 ? LIVE : REPLAYING;
    }

    /** Returns the name in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
