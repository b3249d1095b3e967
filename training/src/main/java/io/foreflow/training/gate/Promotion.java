package io.foreflow.training.gate;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationBlock;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares a forecaster that was trained before with its rivals. Its forecasts of windows that it was fitted to prove
 * nothing, so that there are two fair ways. Once a week of windows has come whose targets begin after all of its
 * training's, it forecasts these. Until then the scores on its card count, which were taken on its validation block
 * before it was fitted to it. The rivals are then compared on that block, and the very windows of its training must be
 * available.
 */
public final class Promotion {
    /** Minimum span of origins after its training on which a model is compared: each day of the week. */
    static final Duration LEAST = Duration.ofDays(7);

    private final TrainedModel candidate;
    private final Function<NetworkSpec, Engine> engines;

    /**
     * @param engines returns the engine for a network
     * @throws IllegalArgumentException if the candidate does not forecast
     */
    public Promotion(TrainedModel candidate, Function<NetworkSpec, Engine> engines) {
        candidate.forecastTask();
        this.candidate = candidate;
        this.engines = engines;
    }

    /** The reason why there is no verdict; {@code notJudged.reason} of {@code models promote --json}. */
    public enum NoVerdictReason {
        /** The model is already the champion. */
        ALREADY_CHAMPION("alreadyChampion"),
        /** The model is a classifier or a regressor. */
        NOT_A_FORECASTER("notAForecaster"),
        /** The card does not say which windows the model was trained on. */
        UNKNOWN_TRAINING("unknownTraining"),
        /** There is no window, or none from the time of its training. */
        NO_WINDOWS("noWindows"),
        /** The live service has not yet made windows of all readings. */
        SERVICE_BEHIND("serviceBehind"),
        /** The shape of some windows differs from the model's. */
        OTHER_SHAPE("otherShape"),
        /** The windows are not those of its training, and the later ones are too few. */
        OTHER_WINDOWS("otherWindows");

        private final String label;

        NoVerdictReason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Reports that there are no windows for a fair comparison; the message says why, and what to do. */
    public static final class CannotJudgeException extends Exception {
        private static final long serialVersionUID = 1;

        private final NoVerdictReason reason;

        CannotJudgeException(NoVerdictReason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public NoVerdictReason reason() {
            return reason;
        }
    }

    /**
     * @param windows windows of the candidate's training, and later ones
     * @param champion the champion that it would replace
     * @throws CannotJudgeException if it cannot be compared on them
     * @throws IllegalArgumentException if there is no window, or if the champion does not forecast
     */
    public Verdict judge(Collection<TrainingWindow> windows, Optional<TrainedModel> champion)
            throws CannotJudgeException {
        ValidationBlock block = candidate
                .card()
                .block()
                .orElseThrow(() -> new CannotJudgeException(
                        NoVerdictReason.UNKNOWN_TRAINING,
                        candidate.ref()
                                + " does not say which windows it was trained on: it comes from an earlier Foreflow"));
        WindowShape shape = candidate.forecastTask().shape();
        for (TrainingWindow window : windows) {
            if (!shape.equals(window.window().shape())) {
                throw new CannotJudgeException(
                        NoVerdictReason.OTHER_SHAPE,
                        candidate.ref() + " is made for windows of " + shape + ", and there are some of "
                                + window.window().shape());
            }
        }
        WindowSet all = WindowSet.of(windows);
        WindowSet own = all.filter(window -> !window.window().origin().isAfter(block.to()));
        if (own.size() == 0) {
            throw new CannotJudgeException(
                    NoVerdictReason.NO_WINDOWS,
                    "there is no window from the time of " + candidate.ref() + "'s training (origins until "
                            + block.to() + "), which the others are fitted to");
        }
        Instant after = firstAfter(own, block.to());
        boolean week = all.windows().stream()
                .anyMatch(window -> !window.window().origin().isBefore(after.plus(LEAST)));
        return week ? byWhatCameAfter(windows, after, champion) : byItsCard(own, block, champion);
    }

    /**
     * Returns the first origin whose target shares nothing with the targets of the training, in any zone of its sensor.
     */
    private static Instant firstAfter(WindowSet own, Instant lastOrigin) {
        int horizon = own.shape().horizon();
        return own.windows().stream()
                .map(window -> window.window().grid())
                .distinct()
                .map(grid -> grid.plus(lastOrigin, horizon))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Verdict byWhatCameAfter(
            Collection<TrainingWindow> windows, Instant after, Optional<TrainedModel> champion) {
        Gate gate = new Gate(windows, after);
        gate.note("compared on windows that came after the training of " + candidate.ref() + ", from " + after + " on");
        champion.ifPresent(other -> gate.against(other, engines));
        try (ModelForecaster forecaster = ModelForecaster.open(candidate, engines)) {
            return gate.judge(gate.evaluation(forecaster));
        }
    }

    private Verdict byItsCard(WindowSet own, ValidationBlock block, Optional<TrainedModel> champion)
            throws CannotJudgeException {
        if (!own.digest().equals(candidate.card().fit().dataDigest())) {
            throw new CannotJudgeException(
                    NoVerdictReason.OTHER_WINDOWS,
                    "these are not the windows that " + candidate.ref()
                            + " was trained on, and those that came after its training (origins from " + block.to()
                            + " on) do not reach over a week yet");
        }
        Gate gate = new Gate(own.windows(), block.from());
        gate.note("compared by the scores that " + candidate.ref() + " had on its validation block, origins from "
                + block.from() + " on, before it was fitted to it");
        champion.ifPresent(other -> gate.against(other, engines));
        return gate.judge(candidate.card());
    }
}
