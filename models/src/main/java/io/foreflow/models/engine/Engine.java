package io.foreflow.models.engine;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.Optional;

/**
 * Runs and fits networks. An engine draws nothing at random: initial weights, batch order and dropout masks come from
 * {@link Initialization}, {@link BatchOrder} and {@link DropoutMask}, so that a run is reproducible and the same on
 * every engine up to rounding.
 */
public interface Engine {
    /** Returns the engine's name, for instance {@code dl4j}. */
    String name();

    Predictor predictor(NetworkSpec network, Weights weights);

    /**
     * Fits {@code network} from {@code initial} on.
     *
     * @param validation scored at the end of each epoch; needed for early stopping
     * @param listener told of each epoch; may ask to stop
     * @throws FitDivergedException when a loss is not finite; names the epoch
     */
    FitResult fit(
            NetworkSpec network,
            Weights initial,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            FitListener listener);

    /** The loss of one batch (regularisation included) and its gradients, by the weights' names; nothing is changed. */
    LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan);

    /**
     * @param loss of the batch before the step, regularisation included
     * @param gradients of the loss by each weight
     */
    record LossAndGradients(double loss, Weights gradients) {}
}
