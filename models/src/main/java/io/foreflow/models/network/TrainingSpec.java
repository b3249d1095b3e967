package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a network is fitted. {@link Ridge} takes one epoch, in which it minimises mse over all rows at once; the batch
 * size means nothing to it.
 *
 * @param loss what is minimised
 * @param optimizer how steps are made
 * @param batchSize rows a step, at least 1; the last, partial batch of an epoch is kept
 * @param epochs passes over the training rows at most, at least 1
 * @param earlyStopping when to end before that; empty: never
 * @param seed of initial weights, batch order and dropout masks
 */
public record TrainingSpec(
        Loss loss,
        OptimizerSpec optimizer,
        int batchSize,
        int epochs,
        Optional<EarlyStopping> earlyStopping,
        long seed) {

    /**
     * Ends a fit when the validation loss has not fallen for {@code patience} epochs, and restores the best weights.
     *
     * @param patience epochs, at least 1
     */
    public record EarlyStopping(int patience) {
        public EarlyStopping {
            if (patience < 1) {
                throw new IllegalArgumentException("earlyStopping.patience (" + patience + ") must be at least 1");
            }
        }
    }

    public TrainingSpec {
        requireNonNull(loss, "loss");
        requireNonNull(optimizer, "optimizer");
        requireNonNull(earlyStopping, "earlyStopping");
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize (" + batchSize + ") must be at least 1");
        }
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs (" + epochs + ") must be at least 1");
        }
        List<String> problems = problems(loss, optimizer, epochs, earlyStopping);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** What each is right alone but not beside the others. */
    static List<String> problems(
            Loss loss, OptimizerSpec optimizer, int epochs, Optional<EarlyStopping> earlyStopping) {
        List<String> problems = new ArrayList<>();
        if (optimizer instanceof Ridge) {
            if (!(loss instanceof Mse)) {
                problems.add("loss (" + loss.label() + ") must be mse for the optimizer ridge");
            }
            if (epochs != 1) {
                problems.add("epochs (" + epochs + ") must be 1 for the optimizer ridge, which makes no steps");
            }
            if (earlyStopping.isPresent()) {
                problems.add("earlyStopping must be absent for the optimizer ridge, which makes no steps");
            }
        }
        return problems;
    }
}
