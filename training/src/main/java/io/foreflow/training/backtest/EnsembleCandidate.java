package io.foreflow.training.backtest;

import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.training.ensemble.EnsembleJob;
import io.foreflow.training.ensemble.EnsemblePlan;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * An ensemble, trained as {@code foreflow train} trains it.
 *
 * @param plan plan for windows of the past's shape
 * @param provenance provenance of the bundle, which is not kept
 */
record EnsembleCandidate(EnsemblePlan plan, Provenance provenance) implements Candidate {
    @Override
    public String name() {
        return plan.name();
    }

    @Override
    public double work(KnownPast past) {
        return EnsembleJob.work(plan, past.windows());
    }

    @Override
    public FittedCandidate fit(KnownPast past, CandidateProgress progress) {
        EngineSelector engines = new EngineSelector(EngineChoice.AUTO);
        TrainingResult result;
        try {
            result = new EnsembleJob(
                            plan,
                            recipe -> engines.forTraining(recipe.network(), recipe.training())
                                    .engine(),
                            network -> engines.forForecasting(network).engine(),
                            new FitProgress(progress))
                    .run(past.windows().windows(), provenance);
        } catch (FitDivergedException | IllegalArgumentException e) {
            throw new CannotFitException(String.valueOf(e.getMessage()), e);
        }
        ModelForecaster forecaster = ModelForecaster.open(
                result.bundle(), network -> engines.forForecasting(network).engine());
        List<String> notes = new ArrayList<>(new TreeMap<>(
                        result.bundle().forecastTask().sharesBySensor())
                .entrySet().stream()
                        .limit(SHOWN)
                        .map(mix -> mix.getKey() + " is forecast by "
                                + String.join(", ", mix.getValue().byMember().keySet()))
                        .toList());
        notes.addAll(result.data().outliers());
        return new RecipeCandidate.FittedModel(forecaster, result.bundle().forecastTask(), notes);
    }

    /** Maximum number of sensors whose members are listed. */
    private static final int SHOWN = 10;
}
