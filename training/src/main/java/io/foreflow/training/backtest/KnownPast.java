package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.WindowSet;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All data that a fit may know: nothing at or after the cut.
 *
 * @param windows windows whose targets end before the cut
 * @param series measured values before the cut, by sensor, including sensors without windows
 * @param cut the first instant that is not known
 */
public record KnownPast(WindowSet windows, SortedMap<SensorId, SensorSeries> series, Instant cut) {
    /**
     * Share of a past's windows, the latest, on which a candidate makes its choices: with a fifth kept for the test,
     * 60/20/20.
     */
    public static final double VALIDATION_SHARE = 0.25;

    public KnownPast {
        requireNonNull(windows, "windows");
        requireNonNull(cut, "cut");
        series = Collections.unmodifiableSortedMap(new TreeMap<>(series));
    }
}
