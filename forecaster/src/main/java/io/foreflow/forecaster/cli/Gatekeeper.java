package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.gate.Gate;
import io.foreflow.training.gate.Promotion;
import io.foreflow.training.gate.Promotion.CannotJudgeException;
import io.foreflow.training.job.TrainingResult;
import java.util.List;
import java.util.Optional;

/** Asks the gate if a model may replace the champion, and prints the reasons. */
final class Gatekeeper {
    private static final int MAX_TOLD = 5;

    private static Engine engines(NetworkSpec network) {
        return new EngineSelector(EngineChoice.AUTO).forForecasting(network).engine();
    }

    private Gatekeeper() {}

    /**
     * Decides on a model that was just trained. A new champion must beat the present one, too. A challenger need not:
     * the champion was fitted to most of the validation block, and live readings will compare the two.
     *
     * @param publisher publisher that knows the models topic
     * @param result result of the training, evaluated before the model was fitted to its validation block
     * @param windows windows of the training
     * @param alias alias that the model is to have
     */
    static Verdict judge(
            Environment environment,
            ModelPublisher publisher,
            TrainingResult result,
            List<TrainingWindow> windows,
            Alias alias) {
        environment
                .err()
                .println("comparing with ridge" + (alias == Alias.CHAMPION ? " and the champion" : "") + " ...");
        Gate gate = new Gate(windows, result.data().cut());
        if (alias == Alias.CHAMPION) {
            champion(publisher, result.bundle().ref())
                    .ifPresent(champion -> gate.against(champion, Gatekeeper::engines));
        }
        return report(environment, gate.judge(result.evaluation().evaluation()));
    }

    /**
     * Decides on a model on the models topic.
     *
     * @param publisher publisher that knows the models topic
     * @param windows windows of the candidate's training, and later ones; at least one
     * @throws CannotJudgeException if it cannot be compared on them
     */
    static Verdict judge(
            Environment environment, ModelPublisher publisher, TrainedModel candidate, List<TrainingWindow> windows)
            throws CannotJudgeException {
        environment.err().println("comparing with ridge and the champion ...");
        return report(
                environment,
                new Promotion(candidate, Gatekeeper::engines).judge(windows, champion(publisher, candidate.ref())));
    }

    private static Verdict report(Environment environment, Verdict verdict) {
        verdict.notes().forEach(note -> environment.err().println("gate: " + note));
        environment.err().println("gate: " + verdict.summary());
        verdict.losses().stream()
                .limit(MAX_TOLD)
                .forEach(loss -> environment.err().println("gate: loses at " + loss));
        return verdict;
    }

    /** Returns the champion if it is another version of the same model. */
    private static Optional<TrainedModel> champion(ModelPublisher publisher, ModelRef candidate) {
        return publisher.list().stream()
                .filter(model -> model.aliases().contains(Alias.CHAMPION))
                .filter(model -> model.ref().name().equals(candidate.name())
                        && !model.ref().equals(candidate))
                .filter(model -> model.kind().isForecaster())
                .findFirst()
                .map(publisher::bundle);
    }
}
