package io.foreflow.training.backtest;

import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.training.backtest.Candidate.CandidateProgress;
import io.foreflow.training.fit.TrainingListener;

/** Reports the progress of a candidate's training to a backtest. */
final class FitProgress implements TrainingListener {
    private final CandidateProgress progress;
    private int planned = 1;

    FitProgress(CandidateProgress progress) {
        this.progress = progress;
    }

    @Override
    public void planned(int epochs) {
        planned = epochs;
    }

    @Override
    public boolean onEpoch(EpochLoss epoch) {
        return progress.at((double) epoch.epoch() / planned);
    }
}
