package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import java.util.function.Function;

/** Presents the fits of one training as one: it numbers epochs on, and remembers a request to stop. */
public final class FollowedFits implements FitListener {
    private final TrainingListener listener;
    private int planned;
    private int epochs;
    private boolean stopped;

    /** @param listener hears of no more epochs once it has asked to stop */
    public FollowedFits(TrainingListener listener) {
        this.listener = listener;
    }

    /** @param epochs maximum number of further epochs beside those planned already; negative to remove planned ones */
    public void plan(int epochs) {
        planned = stopped ? this.epochs : planned + epochs;
        listener.planned(planned);
    }

    /**
     * Follows one fit. Planned epochs that it does not use are removed from the plan.
     *
     * @param most number of epochs that were planned for it
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

    /** Returns true if the listener has asked to stop: then no further fit may begin. */
    public boolean isStopped() {
        return stopped;
    }
}
