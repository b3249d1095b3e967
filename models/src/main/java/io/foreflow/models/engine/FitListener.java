package io.foreflow.models.engine;

import io.foreflow.models.engine.FitResult.EpochLoss;

/** Follows a fit. */
@FunctionalInterface
public interface FitListener {
    FitListener SILENT = epoch -> true;

    /** Called at the end of each epoch; false ends the fit as if it were the last. */
    boolean onEpoch(EpochLoss epoch);

    /**
     * Called when a phase of a fit has stopped early, as its plan says.
     *
     * @param epochs number of planned epochs that will not come, at least 1
     */
    default void onEarlyStop(int epochs) {}
}
