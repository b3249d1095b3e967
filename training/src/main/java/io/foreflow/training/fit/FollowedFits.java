package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import java.util.function.Function;

/** Follows the fits of one training for somebody who sees them as one: epochs are numbered on, and a wish to stop is remembered. */
public final class FollowedFits implements FitListener {
    private final TrainingListener listener;
    private int planned;
    private int epochs;
    private boolean stopped;

    /** @param listener hears of no more epochs once it has asked to stop */
    public FollowedFits(TrainingListener listener) {
        this.listener = listener;
    }

    /** @param epochs that there will be at most beside those planned already; negative: so many of these there will not be */
    public void plan(int epochs) {
        planned = stopped ? this.epochs : planned + epochs;
        listener.planned(planned);
    }

    /**
     * Follows one fit. The epochs that it does without will not be.
     *
     * @param most how many epochs were planned for it
     */
    public FitResult fit(int most, Function<FitListener, FitResult> fit) {
        int before = epochs;
        FitResult result = fit.apply(this);
        plan(epochs - before - most);
        return result;
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
