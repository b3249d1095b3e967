package io.foreflow.models.engine;

import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.TrainingSpec.EarlyStopping;
import java.util.ArrayList;
import java.util.List;

/** Epoch after epoch until the plan, early stopping or the listener ends it: what is the same on every engine. */
public final class FitLoop {
    /** The engine's part of a fit. */
    public interface FitRun {
        /**
         * Goes once through the training rows and scores the validation rows.
         *
         * @param epoch from 1
         * @throws FitDivergedException when a loss or weight is not finite
         */
        EpochLoss epoch(int epoch);

        /** Remembers the weights as they are, in place of those remembered before. */
        void keep();

        /** Takes back the weights that were remembered. */
        void restore();

        Weights weights();
    }

    private FitLoop() {}

    public static FitResult run(TrainingSpec plan, FitListener listener, FitRun run) {
        List<EpochLoss> epochs = new ArrayList<>();
        int bestEpoch = 0;
        double leastLoss = Double.POSITIVE_INFINITY;
        boolean goOn = true;
        while (goOn && epochs.size() < plan.epochs()) {
            EpochLoss epoch = run.epoch(epochs.size() + 1);
            epochs.add(epoch);
            if (plan.earlyStopping().isEmpty()) {
                bestEpoch = epoch.epoch();
            } else if (epoch.validationLoss() < leastLoss) {
                leastLoss = epoch.validationLoss();
                bestEpoch = epoch.epoch();
                run.keep();
            }
            int patience = plan.earlyStopping().map(EarlyStopping::patience).orElse(Integer.MAX_VALUE);
            goOn = listener.onEpoch(epoch) && epoch.epoch() - bestEpoch < patience;
        }
        if (bestEpoch < epochs.size()) {
            run.restore();
        }
        return new FitResult(run.weights(), epochs, bestEpoch);
    }
}
