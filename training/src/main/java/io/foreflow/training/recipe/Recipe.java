package io.foreflow.training.recipe;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.series.WindowShape;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is trained and how, for windows of one shape. See {@link Recipes} for how it is written.
 *
 * @param name of the recipe; models are named after it unless told otherwise
 * @param description one line for people
 * @param features how a window becomes the network's inputs
 * @param covariates that are among the inputs; what is written has none, they are found in the training windows
 * @param network whose inputs are those of the features
 * @param training how it is fitted
 * @param losses that are tried beside the training's own; that which leaves the least mean absolute error on validation is taken.
 *     Possibly none
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
        List<CovariateInput> covariates,
        NetworkSpec network,
        TrainingSpec training,
        List<Loss> losses,
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
        covariates = List.copyOf(covariates);
        losses = List.copyOf(losses);
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

    /** How many epochs a fit has at most, over all phases. */
    public int epochs() {
        return training.epochs() + finish.stream().mapToInt(Finish::epochs).sum();
    }

    /** This recipe under another name. */
    public Recipe named(String name, String description) {
        return with(name, description, covariates, network, training, losses);
    }

    /**
     * This recipe for a network that reads covariates too; the same if it has no place for them.
     *
     * @param shape of the windows
     */
    public Recipe reading(List<CovariateInput> covariates, WindowShape shape) {
        if (!features.readsCovariates()) {
            return this;
        }
        NetworkSpec reading = new NetworkSpec(features.inputs(shape, covariates), network.nodes(), network.output());
        return with(name, description, covariates, reading, training, losses);
    }

    /** A recipe for each loss that is tried, the training's own first; each tells its mean absolute error if there is a choice. */
    public List<Recipe> tried() {
        return losses.isEmpty()
                ? List.of(this)
                : Stream.concat(Stream.of(training.loss()), losses.stream())
                        .distinct()
                        .map(this::withLoss)
                        .toList();
    }

    private Recipe withLoss(Loss loss) {
        TrainingSpec told = training.withLoss(loss).withMetric(Metric.MAE);
        return with(name, description, covariates, network, told, List.of());
    }

    /** This recipe with another seed. */
    public Recipe withSeed(long seed) {
        return with(name, description, covariates, network, training.withSeed(seed), losses);
    }

    /** With another of each that any copy differs in. */
    private Recipe with(
            String name,
            String description,
            List<CovariateInput> covariates,
            NetworkSpec network,
            TrainingSpec training,
            List<Loss> losses) {
        return new Recipe(
                name,
                description,
                features,
                covariates,
                network,
                training,
                losses,
                validationShare,
                maskShare,
                engine,
                whiten,
                refit,
                finish);
    }
}
