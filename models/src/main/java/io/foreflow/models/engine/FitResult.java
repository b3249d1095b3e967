package io.foreflow.models.engine;

import java.util.List;

/**
 * The result of a fit.
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
     * @param metric the plan's, mean over the rows while the epoch ran; NaN if the plan has none
     * @param validationMetric at its end; NaN without validation rows or metric
     */
    public record EpochLoss(int epoch, double loss, double validationLoss, double metric, double validationMetric) {
        /** Makes the losses of an epoch without a metric. */
        public EpochLoss(int epoch, double loss, double validationLoss) {
            this(epoch, loss, validationLoss, Double.NaN, Double.NaN);
        }

        /** The same, numbered on by {@code epochs}. */
        public EpochLoss moved(int epochs) {
            return new EpochLoss(epoch + epochs, loss, validationLoss, metric, validationMetric);
        }
    }

    public FitResult {
        epochs = List.copyOf(epochs);
    }
}
