package io.foreflow.forecaster.bench;

import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The models that forecast in benchmarks of the pipeline. */
public final class BenchModels {
    private BenchModels() {}

    /** Returns a network with its initial weights, which costs as much to run as a trained one. */
    public static TrainedModel untrained(String recipeName) {
        Recipe recipe = Recipes.builtIn(recipeName, WindowShape.DEFAULT);
        return new TrainedModel(
                new ModelRef(recipeName, "untrained"),
                recipe.network(),
                Initialization.weights(recipe.network(), 1),
                new ForecastTask(
                        WindowShape.DEFAULT,
                        Set.of(ZoneId.of("UTC")),
                        recipe.features().label()),
                new ModelCard(
                        new BuildFacts(recipeName, Instant.EPOCH, "none", "benchmark", "none", "none"),
                        new FitFacts("0".repeat(64), 0, 0, 1, 0, 0),
                        Map.of()));
    }

    /**
     * Trains the ensemble that {@code foreflow train --recipe default} trains.
     *
     * @param readings readings whose windows it is trained on
     * @throws InterruptedException if the end was requested meanwhile
     */
    public static TrainedModel fitted(Environment environment, WindowerConfig windowing, Readings readings)
            throws InterruptedException {
        Instant now = environment.clock().instant();
        List<Reading> all = new ArrayList<>(readings.count());
        readings.forEach(all::add);
        List<TrainingWindow> windows = OfflineWindower.replay(windowing, all, now, Wanted.TRAINING).sensors().stream()
                .flatMap(sensor -> sensor.training().stream())
                .toList();
        TrainedModel model = Training.run(
                        environment,
                        Ensembles.defaultPlan(windowing.shape()),
                        windows,
                        Provenance.ref(Ensembles.DEFAULT, now),
                        now)
                .bundle();
        if (environment.interruption().isWished()) {
            throw new InterruptedException("interrupted while training");
        }
        return model;
    }
}
