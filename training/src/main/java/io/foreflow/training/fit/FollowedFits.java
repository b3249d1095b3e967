package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult.EpochLoss;

/** Follows the fits of one training for somebody who sees them as one: epochs are numbered on, and a wish to stop is remembered. */
public final class FollowedFits implements FitListener {
    private final FitListener listener;
    private int epochs;
    private boolean stopped;

    /** @param listener hears no more once it has asked to stop */
    public FollowedFits(FitListener listener) {
        this.listener = listener;
    }

    @Override
    public boolean onEpoch(EpochLoss epoch) {
        epochs++;
        stopped = stopped || !listener.onEpoch(epoch.moved(epochs - epoch.epoch()));
        return !stopped;
    }

    /** Whether the listener has asked to stop: then no further fit may begin. */
    public boolean isStopped() {
        return stopped;
    }
}
