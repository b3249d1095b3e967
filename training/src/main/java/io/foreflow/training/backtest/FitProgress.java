package io.foreflow.training.backtest;

import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.training.backtest.Candidate.CandidateProgress;
import io.foreflow.training.fit.TrainingListener;

/** Reports the progress of a candidate's training to a backtest: the work that is done, of all that may come. */
final class FitProgress implements TrainingListener {
    private final CandidateProgress progress;
    private double done;
    private double possible;
    private boolean goesOn = true;

    FitProgress(CandidateProgress progress) {
        this.progress = progress;
    }

    @Override
    public void planned(String kind, double work) {
        possible = Math.max(0, possible + work);
    }

    @Override
    public void done(String kind, double work) {
        done += work;
        possible = Math.max(0, possible - work);
        if (done > 0) {
            goesOn &= progress.at(done / (done + possible));
        }
    }

    @Override
    public boolean onEpoch(EpochLoss epoch) {
        return goesOn;
    }
}
