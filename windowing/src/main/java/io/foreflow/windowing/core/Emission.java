package io.foreflow.windowing.core;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.score.StepBaselines;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import java.util.Optional;

/** A result of the windower after an event. */
public sealed interface Emission {

    /**
     * A bucket closed, or late data changed the newest window. The window's origin is the end of the bucket. Its
     * history may have gaps, see {@link Window#isComplete()}. Such a window is not written to the windows topic, but it
     * still gets a forecast.
     *
     * @param stale true for the single last emission of a sensor that has fallen silent
     * @param baselines forecasts of the closed bucket by the baselines; empty where it is not scored: for a revision,
     *     and for a bucket without readings
     */
    record BucketClosed(Window window, boolean stale, Optional<StepBaselines> baselines) implements Emission {}

    /** A training window is final. */
    record TrainingWindowReady(TrainingWindow trainingWindow) implements Emission {}

    /**
     * The reading was not used.
     *
     * @param detail the reason in one line for people
     */
    record Rejected(RejectReason reason, String detail) implements Emission {}

    /** The sensor has been silent for so long that all of its state must be dropped. */
    record Retired() implements Emission {}
}
