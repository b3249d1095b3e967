package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingJob;
import io.foreflow.training.job.TrainingResult;
import io.foreflow.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * A recipe, trained as {@code foreflow train} trains it: its own share of the past decides when to stop.
 *
 * @param recipe recipe for windows of the past's shape
 * @param provenance provenance of the bundle, which is not kept
 */
record RecipeCandidate(Recipe recipe, Provenance provenance) implements Candidate {
    RecipeCandidate {
        requireNonNull(recipe, "recipe");
        requireNonNull(provenance, "provenance");
    }

    @Override
    public String name() {
        return recipe.name();
    }

    @Override
    public double work(KnownPast past) {
        return TrainingJob.work(recipe, past.windows());
    }

    @Override
    public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
        EngineSelector engines = new EngineSelector(recipe.options().engine());
        Engine engine = engines.forTraining(recipe.network(), recipe.training()).engine();
        TrainingResult result;
        try {
            result = TrainingJob.run(recipe, past.windows().windows(), engine, provenance, new FitProgress(progress));
        } catch (FitDivergedException | IllegalArgumentException e) {
            throw new CannotFitException(String.valueOf(e.getMessage()), e);
        }
        ModelForecaster forecaster = ModelForecaster.open(
                result.bundle(), network -> engines.forForecasting(network).engine());
        List<String> notes = new ArrayList<>(List.of("weights of epoch "
                + result.fit().bestEpoch() + " of " + result.fit().epochs().size()));
        notes.addAll(result.data().outliers());
        return new FittedModel(forecaster, result.bundle().forecastTask(), notes);
    }

    /** A model that has been fitted. */
    record FittedModel(ModelForecaster forecaster, ForecastTask task, List<String> notes) implements FittedCandidate {
        @Override
        public IntervalStarts intervals() {
            return task.intervals();
        }

        @Override
        public TargetBounds bounds() {
            return task.bounds();
        }

        @Override
        public List<ForecastOutcome> forecast(SensorSeries series, List<Window> windows) {
            return forecaster.forecastAll(windows);
        }

        @Override
        public void close() {
            forecaster.close();
        }
    }
}
