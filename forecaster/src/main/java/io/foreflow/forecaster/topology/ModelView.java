package io.foreflow.forecaster.topology;

import java.util.Optional;

/**
 * Finds the model to forecast with, at present. Called for each closed bucket and from several threads: it must be
 * cheap and never block.
 */
public interface ModelView {
    /** A view without a model: every forecast is a fallback. */
    ModelView NONE = Optional::empty;

    /** Returns the model in use; empty if there is none. */
    Optional<ServingModel> current();
}
