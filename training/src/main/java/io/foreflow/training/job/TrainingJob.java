package io.foreflow.training.job;

import static java.util.stream.Collectors.toMap;

import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.bundle.ModelBundle.Card;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.NetworkForecaster;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.Encoding;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.job.TrainingResult.DataFacts;
import io.foreflow.training.recipe.Recipe;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One offline training run: a pure function from a recipe and windows to a bundle, so that it can be mapped over
 * thousands of series. The same windows, recipe, provenance and engine give the same bundle, to the bit, on one machine.
 */
public final class TrainingJob {
    private TrainingJob() {}

    /**
     * Splits by time, fits, and evaluates on the validation block.
     *
     * @param windows in any order; duplicates do not matter
     * @param listener told of each epoch, of at most {@code recipe.training().epochs()}; may ask to stop
     * @throws IllegalArgumentException if there are too few windows, if they differ in shape, or if the recipe was read
     *     for another shape
     * @throws io.foreflow.models.engine.FitDivergedException if a loss is not finite
     */
    public static TrainingResult run(
            Recipe recipe,
            Collection<TrainingWindow> windows,
            Engine engine,
            Provenance provenance,
            FitListener listener) {
        WindowSet set = WindowSet.of(windows);
        requireFit(recipe, set);
        Split split = Split.byTime(set, recipe.validationShare());
        Encoding.Rows training = Encoding.training(
                split.training(),
                recipe.features(),
                recipe.maskShare(),
                recipe.training().seed());
        Encoding.Rows validation = Encoding.validation(split.validation(), recipe.features());
        Weights initial =
                Initialization.weights(recipe.network(), recipe.training().seed());
        FitResult fit = engine.fit(
                recipe.network(),
                initial,
                training.samples(),
                Optional.of(validation.samples()),
                recipe.training(),
                listener);
        DataFacts data = facts(set, split, training);
        ModelBundle unscored = bundle(recipe, provenance, engine, set, fit, data, Map.of());
        BlockEvaluation evaluation;
        try (NetworkForecaster forecaster = new NetworkForecaster(unscored, engine)) {
            evaluation = BlockEvaluation.of(split, forecaster);
        }
        ModelBundle bundle = bundle(recipe, provenance, engine, set, fit, data, cardScores(evaluation.evaluation()));
        return new TrainingResult(bundle, recipe, fit, data, evaluation);
    }

    private static void requireFit(Recipe recipe, WindowSet set) {
        if (!recipe.network().inputs().equals(recipe.features().inputs(set.shape()))
                || !recipe.network().outputShape().equals(recipe.features().output(set.shape()))) {
            throw new IllegalArgumentException("recipe " + recipe.name() + " reads "
                    + recipe.network().inputs() + " and yields "
                    + recipe.network().outputShape()
                    + ", which does not fit windows of " + set.shape() + "; read the recipe for their shape");
        }
    }

    private static DataFacts facts(WindowSet set, Split split, Encoding.Rows training) {
        List<Instant> origins = set.windows().stream()
                .map(window -> window.window().origin())
                .sorted()
                .toList();
        return new DataFacts(
                set.digest(),
                set.size(),
                set.sensors(),
                set.zones(),
                origins.get(0),
                origins.get(origins.size() - 1),
                split.cut(),
                training.samples().rows(),
                split.validation().size(),
                split.purged(),
                training.leftOut());
    }

    private static ModelBundle bundle(
            Recipe recipe,
            Provenance provenance,
            Engine engine,
            WindowSet set,
            FitResult fit,
            DataFacts data,
            Map<String, ModelBundle.Score> scores) {
        return new ModelBundle(
                provenance.ref(),
                recipe.network(),
                fit.weights(),
                new ForecastTask(
                        set.shape(),
                        new HashSet<>(data.zones()),
                        recipe.features().label()),
                new Card(
                        recipe.name(),
                        provenance.created(),
                        engine.name(),
                        provenance.foreflow(),
                        provenance.jdk(),
                        provenance.architecture(),
                        data.digest(),
                        data.windows(),
                        data.sensors().size(),
                        recipe.training().seed(),
                        fit.epochs().size(),
                        fit.bestEpoch(),
                        scores));
    }

    private static Map<String, ModelBundle.Score> cardScores(Evaluation evaluation) {
        return evaluation.methods().stream()
                .collect(toMap(
                        Function.identity(),
                        method -> new ModelBundle.Score(
                                evaluation.mean(method).mae(),
                                evaluation.mean(method).mase())));
    }
}
