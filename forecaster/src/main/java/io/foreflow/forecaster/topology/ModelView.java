package io.foreflow.forecaster.topology;

import java.util.Optional;

/** The model to forecast with, now. Asked for each closed bucket and from several threads: cheap, and never blocks. */
public interface ModelView {
    /** There never is a model: every forecast is a fallback. */
    ModelView NONE = Optional::empty;

    /** Empty when there is none. */
    Optional<ServingModel> current();
}
