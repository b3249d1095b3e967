package io.foreflow.training.data;

import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import java.util.Set;

/** Derives the bounds of a target from the values of its training windows. */
public final class Bounds {
    private Bounds() {}

    /**
     * Returns bounds of 0 and more if no value of the windows was ever negative, outliers aside; otherwise no bounds.
     */
    public static TargetBounds of(WindowSet windows, SensorOutliers outliers) {
        for (TrainingWindow window : windows.windows()) {
            if (isNegative(window.target(), outliers.targets(window))
                    || isNegative(window.window().history(), outliers.history(window.window()))) {
                return TargetBounds.NONE;
            }
        }
        return TargetBounds.NOT_NEGATIVE;
    }

    private static boolean isNegative(Values values, Set<Integer> without) {
        for (int i = 0; i < values.length(); i++) {
            if (values.at(i) < 0 && !without.contains(i)) {
                return true;
            }
        }
        return false;
    }
}
