package io.foreflow.training.recipe;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.MultiplyAdds;
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
 * A forecaster's recipe for windows of one shape. {@link Recipes} shows its YAML.
 *
 * @param name of the recipe; the default name of its models
 * @param description one line for people
 * @param features the encoding of a window as the network's inputs
 * @param covariates among the inputs; a written recipe has none, the training windows decide
 * @param network whose inputs are those of the features
 * @param training plan of the first phase
 * @param losses that are tried beside the training's own; the least mean absolute error on validation wins
 * @param options of the fit
 */
public record Recipe(
        String name,
        String description,
        FeatureSet features,
        List<CovariateInput> covariates,
        NetworkSpec network,
        TrainingSpec training,
        List<Loss> losses,
        FitOptions options) {

    /**
     * Options of a fit.
     *
     * @param validationShare share of the windows, the latest, that decide when to stop; above 0, below 1
     * @param maskShare share of the training windows, 0 to 1, that are shown without their weekly memory
     * @param engine that fits the network; the service chooses the one that forecasts
     * @param whiten whether the rows or the context are whitened while the network learns
     * @param refit whether the network is fitted anew on all windows, with the number of epochs that validation chose
     * @param finish further epochs at smaller rates, with a new optimiser; possibly none
     */
    public record FitOptions(
            double validationShare,
            double maskShare,
            EngineChoice engine,
            boolean whiten,
            boolean refit,
            List<Finish> finish) {
        public FitOptions {
            requireNonNull(engine, "engine");
            finish = List.copyOf(finish);
            if (!(validationShare > 0 && validationShare < 1)) {
                throw new IllegalArgumentException(
                        "validationShare (" + validationShare + ") must be above 0 and below 1");
            }
            if (!(maskShare >= 0 && maskShare <= 1)) {
                throw new IllegalArgumentException("maskShare (" + maskShare + ") must be from 0 to 1");
            }
        }
    }

    /**
     * Further epochs after those that validation has chosen.
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
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(features, "features");
        requireNonNull(network, "network");
        requireNonNull(training, "training");
        requireNonNull(options, "options");
    }

    /** Returns the most epochs that a fit takes, over all phases. */
    public int epochs() {
        return training.epochs()
                + options.finish().stream().mapToInt(Finish::epochs).sum();
    }

    /** Returns the multiply-adds of one epoch of so many rows. */
    public double workOfEpoch(int rows) {
        return MultiplyAdds.ofStep(network, rows);
    }

    /** Returns this recipe under another name. */
    public Recipe named(String name, String description) {
        return new Recipe(name, description, features, covariates, network, training, losses, options);
    }

    /**
     * Returns this recipe for a network that reads covariates too; the same if it has no place for them.
     *
     * @param shape of the windows
     */
    public Recipe reading(List<CovariateInput> covariates, WindowShape shape) {
        if (!features.readsCovariates()) {
            return this;
        }
        NetworkSpec reading = new NetworkSpec(features.inputs(shape, covariates), network.nodes(), network.output());
        return new Recipe(name, description, features, covariates, reading, training, losses, options);
    }

    /**
     * Returns a recipe for each loss that is tried, the training's own first. Each reports its mean absolute error if
     * there is a choice.
     */
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
        return new Recipe(name, description, features, covariates, network, told, List.of(), options);
    }

    /** Returns this recipe with another seed. */
    public Recipe withSeed(long seed) {
        return new Recipe(name, description, features, covariates, network, training.withSeed(seed), losses, options);
    }
}
