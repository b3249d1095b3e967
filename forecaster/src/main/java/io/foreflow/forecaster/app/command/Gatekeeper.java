package io.foreflow.forecaster.app.command;

import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.models.bundle.ModelBundle;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.BundleForecaster;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.gate.Gate;
import io.foreflow.training.gate.Verdict;
import io.foreflow.training.job.TrainingResult;
import java.util.List;
import java.util.Optional;

/** Asks whether a trained model may take over from the champion, and tells why. */
final class Gatekeeper {
    private static final int MAX_TOLD = 5;

    private Gatekeeper() {}

    /**
     * @param models on the models topic
     * @param result of the training, evaluated before it was fitted to its validation block
     * @param windows of the training
     */
    static Verdict judge(
            Environment environment,
            List<RegisteredModel> models,
            TrainingResult result,
            List<TrainingWindow> windows) {
        environment.err().println("comparing with ridge and the champion ...");
        Gate gate = new Gate(windows, result.data().cut());
        champion(models, result.bundle().ref()).ifPresent(champion -> {
            EngineSelector engines = new EngineSelector(EngineChoice.AUTO);
            try (BundleForecaster forecaster = BundleForecaster.open(
                    champion, network -> engines.forForecasting(network).engine())) {
                gate.against(
                        champion.ref().toString(),
                        forecaster,
                        champion.forecastTask().shape());
            }
        });
        Verdict verdict = gate.judge(result.evaluation().evaluation());
        gate.notes().forEach(note -> environment.err().println("gate: " + note));
        environment.err().println("gate: " + verdict.summary());
        verdict.losses().stream()
                .limit(MAX_TOLD)
                .forEach(loss -> environment.err().println("gate: loses at " + loss));
        return verdict;
    }

    /** Another version of the same model that forecasts at present. */
    private static Optional<ModelBundle> champion(List<RegisteredModel> models, ModelRef candidate) {
        return models.stream()
                .filter(model -> model.aliases().contains(Alias.CHAMPION))
                .map(RegisteredModel::bundle)
                .filter(bundle -> bundle.ref().name().equals(candidate.name())
                        && !bundle.ref().equals(candidate))
                .filter(bundle -> bundle.task() instanceof ForecastTask)
                .findFirst();
    }
}
