package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.training.fit.WorkListener;

/**
 * Tells the work of one run of a protocol. Every epoch of a run counts alike: its rows, as far as they are known
 * beforehand, times the multiply-adds of a row.
 */
final class RunWork implements FitListener {
    private final WorkListener listener;
    private final String kind;
    private final double epoch;
    private int left;

    /**
     * @param kind name of the work
     * @param epochs maximum number of epochs of the run
     * @param epoch work of an epoch
     */
    RunWork(WorkListener listener, String kind, int epochs, double epoch) {
        this.listener = listener;
        this.kind = kind;
        this.epoch = epoch;
        this.left = epochs;
        listener.planned(kind, epochs * epoch);
    }

    @Override
    public boolean onEpoch(EpochLoss loss) {
        left--;
        listener.done(kind, epoch);
        return !Thread.currentThread().isInterrupted();
    }

    @Override
    public void onEarlyStop(int epochs) {
        left -= epochs;
        listener.planned(kind, -epochs * epoch);
        listener.says(kind + " stopped early: " + epochs + " epochs do not come");
    }

    /** Tells that the run is over: what it has not used will not come. */
    void ended() {
        listener.planned(kind, -Math.max(0, left) * epoch);
    }
}
