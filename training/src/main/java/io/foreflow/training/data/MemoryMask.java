package io.foreflow.training.data;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Masks the weekly memory of a share of the training windows, as if their sensors were new, so that a network learns to
 * forecast without it.
 */
final class MemoryMask {
    private MemoryMask() {}

    /**
     * Masks a share of the windows. The choice depends on the seed and on the places of the windows alone.
     *
     * @param share share of the windows, 0 to 1
     */
    static List<TrainingWindow> mask(List<TrainingWindow> windows, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return windows.stream()
                .map(window -> random.nextDouble() < share && canBeMasked(window.window())
                        ? new TrainingWindow(withoutWeeks(window.window()), window.target(), window.targetImputed())
                        : window)
                .toList();
    }

    /** Returns true if yesterday is known; without it nothing would remain. */
    private static boolean canBeMasked(Window window) {
        return Double.isFinite(window.baselines().yesterday());
    }

    /** Returns the window of a sensor that is only a few days old: everything older than a day is unknown. */
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
