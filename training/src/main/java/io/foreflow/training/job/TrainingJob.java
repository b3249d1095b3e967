package io.foreflow.training.job;

import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.bundle.ModelBundle.Card;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.bundle.ModelBundle.Mix;
import io.foreflow.models.bundle.ModelBundle.Part;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.Bounds;
import io.foreflow.training.data.Encoding;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.Judged;
import io.foreflow.training.fit.ForecasterFit;
import io.foreflow.training.fit.MixChoice;
import io.foreflow.training.job.TrainingResult.DataFacts;
import io.foreflow.training.recipe.Recipe;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

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
     * @param listener told of each epoch, of at most {@link Recipe#allEpochs}; may ask to stop, and then nothing is fitted anew
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
        ForecasterFit fitting = new ForecasterFit(recipe, engine);
        AtomicBoolean stopped = new AtomicBoolean();
        FitResult fit = fitting.choosing(training.samples(), validation.samples(), epoch -> {
            boolean goesOn = listener.onEpoch(epoch);
            stopped.set(!goesOn);
            return goesOn;
        });
        DataFacts data = DataFacts.of(set, split, training.samples().rows(), training.leftOut());
        ModelBundle alone = bundle(recipe, provenance, engine, set, fit, fit.weights(), data, Map.of());
        ForecastTask task = recipe.features().correctsTheBlend()
                ? drawnToTheBlend(alone, split.validation(), engine)
                : alone.forecastTask();
        Judged judged = Judged.of(split, alone.with(task), network -> engine);
        Weights weights =
                recipe.refit() && !stopped.get() ? refitted(recipe, set, fitting, fit, listener) : fit.weights();
        ModelBundle bundle = bundle(
                        recipe,
                        provenance,
                        engine,
                        set,
                        fit,
                        weights,
                        data,
                        judged.evaluation().scores())
                .with(task.with(judged.intervals()));
        return new TrainingResult(bundle, recipe, fit, data, judged.evaluation());
    }

    /** Where half of the network's correction has been better than all of it on validation, half is taken. */
    private static ForecastTask drawnToTheBlend(ModelBundle alone, WindowSet validation, Engine engine) {
        MixChoice choice = MixChoice.of(alone, validation, network -> engine);
        ForecastTask task = alone.forecastTask();
        Map<SensorId, Mix> mixes = new HashMap<>();
        choice.mixes().forEach((sensor, mix) -> mixes.put(sensor, withNetwork(mix)));
        Mix otherwise = withNetwork(choice.otherwise(Set.of(Part.ONLY, Mix.BLEND)));
        boolean whole =
                otherwise.equals(Mix.of(Part.ONLY)) && mixes.values().stream().allMatch(otherwise::equals);
        return whole
                ? task
                : new ForecastTask(task.shape(), task.zones(), task.bounds(), task.members(), mixes, otherwise);
    }

    /** A network's recipe never yields a model without its network; the gate refuses what the baselines beat. */
    private static Mix withNetwork(Mix mix) {
        return mix.shares().containsKey(Part.ONLY) ? mix : new Mix(Map.of(Part.ONLY, 0.5, Mix.BLEND, 0.5));
    }

    /** On all windows, with as many epochs as were best. */
    private static Weights refitted(
            Recipe recipe, WindowSet set, ForecasterFit fitting, FitResult fit, FitListener listener) {
        Encoding.Rows all = Encoding.training(
                set, recipe.features(), recipe.maskShare(), recipe.training().seed());
        return fitting.fixed(Math.max(1, fit.bestEpoch()), all.samples(), listener)
                .weights();
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

    private static ModelBundle bundle(
            Recipe recipe,
            Provenance provenance,
            Engine engine,
            WindowSet set,
            FitResult fit,
            Weights weights,
            DataFacts data,
            Map<String, ModelBundle.Score> scores) {
        return new ModelBundle(
                provenance.ref(),
                recipe.network(),
                weights,
                new ForecastTask(
                        set.shape(),
                        new HashSet<>(data.zones()),
                        Bounds.of(set),
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
                                scores)
                        .scoredOn(data.block()));
    }
}
