package io.foreflow.training.data;

import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import java.util.Set;

/** What values can be, told by those that have been. */
public final class Bounds {
    private Bounds() {}

    /** Not negative where no value of the windows ever was, outliers aside; else anything. */
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
