package io.foreflow.training.data;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Takes the weekly memory from a share of the training windows, as if their sensors were new, so that a network learns
 * to do without.
 */
final class MemoryMask {
    private MemoryMask() {}

    /**
     * Which windows are masked depends on the seed and on their places alone.
     *
     * @param share of the windows, 0 to 1
     */
    static List<TrainingWindow> mask(List<TrainingWindow> windows, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return windows.stream()
                .map(window -> random.nextDouble() < share && canDoWithout(window.window())
                        ? new TrainingWindow(withoutWeeks(window.window()), window.target(), window.targetImputed())
                        : window)
                .toList();
    }

    /** Without yesterday nothing would be left to start from. */
    private static boolean canDoWithout(Window window) {
        return Double.isFinite(window.baselines().yesterday());
    }

    /** The window as it would be if the sensor were a few days old: what is older than a day is unknown. */
    static Window withoutWeeks(Window window) {
        int horizon = window.shape().horizon();
        return window.toBuilder()
                .usualPast(Values.missing(window.usualPast().length()))
                .lastWeek(Values.missing(horizon))
                .usual(Values.missing(horizon))
                .usualCounts(Collections.nCopies(horizon, 0))
                .alike(Values.missing(horizon))
                .alikePast(Values.missing(window.alikePast().length()))
                .baselines(new BaselineErrors(window.baselines().yesterday(), Double.NaN, Double.NaN))
                .build();
    }
}
