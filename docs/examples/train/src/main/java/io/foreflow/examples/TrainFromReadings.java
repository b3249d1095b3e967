package io.foreflow.examples;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingJob;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Trains a forecaster from readings and writes it as a bundle. */
public final class TrainFromReadings {
    private TrainFromReadings() {}

    public static void main(String[] arguments) throws IOException {
        // Hourly readings of 90 days: a daily wave between 60 and 140.
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        List<Reading> readings = new ArrayList<>();
        for (int hour = 0; hour < 90 * 24; hour++) {
            double value = 100 + 40 * Math.sin(2 * Math.PI * hour / 24);
            readings.add(Reading.of(SensorId.of("a"), from.plus(Duration.ofHours(hour)), value));
        }
        Instant now = from.plus(Duration.ofDays(90));
        var replayed =
                OfflineWindower.replay(WindowerConfig.defaults(), readings, now, OfflineWindower.Wanted.TRAINING);

        Recipe recipe = Recipes.builtIn("tutorial-dense", WindowShape.DEFAULT);
        Engine engine = new EngineSelector(recipe.options().engine())
                .forTraining(recipe.network(), recipe.training())
                .engine();
        Provenance provenance = Provenance.ofThisProcess(new ModelRef("wave", "1"), now, "0.1.0");
        var result = TrainingJob.run(recipe, replayed.sensors().get(0).training(), engine, provenance, epoch -> true);

        Files.write(Path.of(arguments[0]), Bundles.write(result.bundle()));
        System.out.printf(
                "%s: %d parameters, %d windows%n",
                result.bundle().ref(),
                result.bundle().parameters(),
                result.data().windows());
    }
}
