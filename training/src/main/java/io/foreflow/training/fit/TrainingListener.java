package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;

/** Follows a training, which may be several fits: their epochs are numbered on. */
@FunctionalInterface
public interface TrainingListener extends FitListener {
    TrainingListener SILENT = epoch -> true;

    /**
     * Hears the maximum number of epochs before the first one. It hears again whenever there will be fewer, and at the
     * end the actual number.
     *
     * @param epochs maximum number of epochs of all fits, finished ones included
     */
    default void planned(int epochs) {}
}
