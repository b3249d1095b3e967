package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;

/** Follows a training, which may be several fits: their epochs are numbered on. */
@FunctionalInterface
public interface TrainingListener extends FitListener {
    TrainingListener SILENT = epoch -> true;

    /**
     * Told before the first epoch, and again whenever it turns out that there will be fewer, last of all how many there were.
     *
     * @param epochs of all fits at most, those that are over included
     */
    default void planned(int epochs) {}
}
