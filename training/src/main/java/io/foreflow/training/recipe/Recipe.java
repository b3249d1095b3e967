package io.foreflow.training.recipe;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.List;

/**
 * What is trained and how, for windows of one shape. See {@link Recipes} for how it is written.
 *
 * @param name of the recipe; models are named after it unless told otherwise
 * @param description one line for people
 * @param features how a window becomes the network's inputs
 * @param network whose inputs are those of the features
 * @param training how it is fitted
 * @param validationShare of the windows, the latest, that decide when to stop; above 0, below 1
 * @param maskShare of the training windows, 0 to 1, that are shown without their weekly memory
 * @param engine that fits it; which forecasts is the service's own choice
 * @param whiten whether the rows or context are whitened while it learns, see {@link io.foreflow.training.fit.Whitening}
 * @param refit whether, once validation has said how many epochs are best, it is fitted anew on all windows, the latest included
 * @param finish further epochs at smaller rates, with the optimiser begun anew; possibly none
 */
public record Recipe(
        String name,
        String description,
        FeatureSet features,
        NetworkSpec network,
        TrainingSpec training,
        double validationShare,
        double maskShare,
        EngineChoice engine,
        boolean whiten,
        boolean refit,
        List<Finish> finish) {

    /**
     * Epochs behind those that validation has chosen.
     *
     * @param epochs at least 1
     * @param rate of the first phase's learning rate, above 0, at most 1
     */
    public record Finish(int epochs, double rate) {
        public Finish {
            if (epochs < 1) {
                throw new IllegalArgumentException("finish.epochs (" + epochs + ") must be at least 1");
            }
            if (!(rate > 0 && rate <= 1)) {
                throw new IllegalArgumentException("finish.rate (" + rate + ") must be above 0 and at most 1");
            }
        }
    }

    public Recipe {
        finish = List.copyOf(finish);
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(features, "features");
        requireNonNull(network, "network");
        requireNonNull(training, "training");
        requireNonNull(engine, "engine");
        if (!(validationShare > 0 && validationShare < 1)) {
            throw new IllegalArgumentException("validationShare (" + validationShare + ") must be above 0 and below 1");
        }
        if (!(maskShare >= 0 && maskShare <= 1)) {
            throw new IllegalArgumentException("maskShare (" + maskShare + ") must be from 0 to 1");
        }
    }

    /** How many epochs there are at most, over all phases, of the second fit too. */
    public int allEpochs() {
        int once = training.epochs() + finish.stream().mapToInt(Finish::epochs).sum();
        return refit ? 2 * once : once;
    }

    /** This recipe under another name. */
    public Recipe named(String name, String description) {
        return new Recipe(
                name,
                description,
                features,
                network,
                training,
                validationShare,
                maskShare,
                engine,
                whiten,
                refit,
                finish);
    }

    /** This recipe with another seed. */
    public Recipe withSeed(long seed) {
        return new Recipe(
                name,
                description,
                features,
                network,
                training.withSeed(seed),
                validationShare,
                maskShare,
                engine,
                whiten,
                refit,
                finish);
    }
}
