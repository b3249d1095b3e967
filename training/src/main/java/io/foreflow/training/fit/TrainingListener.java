package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;

/** Follows a training, which may be several fits: their epochs are numbered on. */
@FunctionalInterface
public interface TrainingListener extends FitListener, WorkListener {
    TrainingListener SILENT = epoch -> true;
}
