package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The plan of a fit. {@link Ridge} takes one epoch, in which it minimises mse over all rows at once; the batch size means
 * nothing to it.
 *
 * @param loss what is minimised
 * @param optimizer how steps are made
 * @param batches how rows become batches
 * @param epochs passes over the training rows at most, at least 1
 * @param earlyStopping when to end before that; empty: never
 * @param seed of initial weights, batch order and dropout masks
 * @param frozen names of layers whose weights stay as they are; a nested network's name freezes all of its layers. Their
 *     regularisation does not count, as in Keras
 * @param metric what is told of each epoch beside the loss; empty: nothing
 */
public record TrainingSpec(
        Loss loss,
        OptimizerSpec optimizer,
        Batches batches,
        int epochs,
        Optional<EarlyStopping> earlyStopping,
        long seed,
        Set<String> frozen,
        Optional<Metric> metric) {

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
        requireNonNull(batches, "batches");
        frozen = Collections.unmodifiableSet(new LinkedHashSet<>(frozen));
        requireNonNull(metric, "metric");
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs (" + epochs + ") must be at least 1");
        }
        List<String> problems = problems(loss, optimizer, epochs, earlyStopping);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Makes a plan that fits all layers on shuffled rows, without a metric. */
    public TrainingSpec(
            Loss loss,
            OptimizerSpec optimizer,
            int batchSize,
            int epochs,
            Optional<EarlyStopping> earlyStopping,
            long seed) {
        this(loss, optimizer, Batches.shuffled(batchSize), epochs, earlyStopping, seed, Set.of(), Optional.empty());
    }

    /** Returns the rows a step. */
    public int batchSize() {
        return batches.size();
    }

    /** Returns which rows an epoch takes, and in which order. */
    public Sampler sampler() {
        return batches.sampler();
    }

    /** This plan with another seed. */
    public TrainingSpec withSeed(long seed) {
        return new TrainingSpec(loss, optimizer, batches, epochs, earlyStopping, seed, frozen, metric);
    }

    /** This plan with another loss. */
    public TrainingSpec withLoss(Loss loss) {
        return new TrainingSpec(loss, optimizer, batches, epochs, earlyStopping, seed, frozen, metric);
    }

    /** This plan, telling this of each epoch. */
    public TrainingSpec withMetric(Metric metric) {
        return new TrainingSpec(loss, optimizer, batches, epochs, earlyStopping, seed, frozen, Optional.of(metric));
    }

    /** This plan for another number of epochs, none of which ends it early. */
    public TrainingSpec withEpochs(int epochs) {
        return new TrainingSpec(loss, optimizer, batches, epochs, Optional.empty(), seed, frozen, metric);
    }

    /** This plan with other frozen layers. */
    public TrainingSpec withFrozen(Set<String> frozen) {
        return new TrainingSpec(loss, optimizer, batches, epochs, earlyStopping, seed, frozen, metric);
    }

    /** Returns true if the weights of the layer {@code name} stay as they are. */
    public boolean isFrozen(String name) {
        return frozen.stream().anyMatch(frozen -> name.equals(frozen) || name.startsWith(frozen + NetworkSpec.NESTED));
    }

    /**
     * @throws IllegalArgumentException if a frozen name is none of the network's layers, or if nothing is left to fit
     */
    public void requireFit(NetworkSpec network) {
        Set<String> layers = new LinkedHashSet<>();
        for (String weight : WeightShapes.of(network).keySet()) {
            layers.add(weight.substring(0, weight.indexOf('/')));
        }
        for (String name : frozen) {
            if (layers.stream().noneMatch(layer -> layer.equals(name) || layer.startsWith(name + NetworkSpec.NESTED))) {
                throw new IllegalArgumentException(
                        "frozen (" + name + ") is none of the layers with weights: " + String.join(", ", layers));
            }
        }
        if (layers.stream().allMatch(this::isFrozen)) {
            throw new IllegalArgumentException("all layers with weights are frozen, so there is nothing to fit");
        }
    }

    /** Returns the problems of values that are right alone but not together. */
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
