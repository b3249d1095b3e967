package io.foreflow.models.engine;

import java.util.List;

/**
 * What a fit yields.
 *
 * @param weights of the best epoch with early stopping, else of the last
 * @param epochs one entry an epoch that was run, in order
 * @param bestEpoch the epoch, from 1, whose weights these are
 */
public record FitResult(Weights weights, List<EpochLoss> epochs, int bestEpoch) {

    /**
     * @param epoch from 1
     * @param loss mean over the rows while the epoch ran, regularisation included
     * @param validationLoss at its end, regularisation included as in Keras; NaN without validation rows
     */
    public record EpochLoss(int epoch, double loss, double validationLoss) {}

    public FitResult {
        epochs = List.copyOf(epochs);
    }
}
