package io.foreflow.training.data;

import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.TrainingWindow;

/** What values can be, told by those that have been. */
public final class Bounds {
    private Bounds() {}

    /** Not negative where no value of the windows ever was; else anything. */
    public static TargetBounds of(WindowSet windows) {
        for (TrainingWindow window : windows.windows()) {
            if (window.target().stream().anyMatch(value -> value < 0)
                    || window.window().history().stream().anyMatch(value -> value < 0)) {
                return TargetBounds.NONE;
            }
        }
        return TargetBounds.NOT_NEGATIVE;
    }
}
