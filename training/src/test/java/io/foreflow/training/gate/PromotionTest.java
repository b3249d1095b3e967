package io.foreflow.training.gate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationBlock;
import io.foreflow.models.model.ValidationScore;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.SyntheticSeries;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.gate.Promotion.CannotJudgeException;
import io.foreflow.training.gate.Promotion.NoVerdictReason;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.TrainingJob;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromotionTest {
    private static final List<TrainingWindow> ALL =
            new SyntheticSeries("a", "Europe/Berlin", "2023-03-05T23:00:00Z", 24 * 84, 10, 1).windows();
    private static final EngineSelector SELECTOR = new EngineSelector(EngineChoice.AUTO);

    private static Engine engines(NetworkSpec network) {
        return SELECTOR.forForecasting(network).engine();
    }

    /** Without the last two weeks. */
    private static final List<TrainingWindow> WINDOWS = ALL.subList(0, ALL.size() - 24 * 14);

    private static final TrainedModel TRAINED = trained("1", WINDOWS);

    /** One epoch of six lags: no good. */
    private static TrainedModel trained(String version, List<TrainingWindow> windows) {
        Recipe recipe = Recipes.builtIn("tutorial-dense", WindowShape.DEFAULT);
        Engine engine =
                SELECTOR.forTraining(recipe.network(), recipe.training()).engine();
        return TrainingJob.run(
                        recipe,
                        windows,
                        engine,
                        new Provenance(new ModelRef("m", version), Instant.EPOCH, "0.1", "17", "test"),
                        epoch -> false)
                .bundle();
    }

    /** As if it had had this MASE on its validation block. */
    private static TrainedModel scored(TrainedModel bundle, double mase) {
        ModelCard card = bundle.card();
        Map<String, ValidationScore> validation = new HashMap<>(card.validation());
        validation.put(ModelForecaster.NETWORK, new ValidationScore(1, mase));
        return bundle.with(copy(card, validation, card.block()));
    }

    private static ModelCard copy(
            ModelCard card, Map<String, ValidationScore> validation, Optional<ValidationBlock> block) {
        return new ModelCard(card.build(), card.fit(), validation, card.metrics(), block, card.forced());
    }

    private static Verdict judge(TrainedModel candidate, List<TrainingWindow> windows, Optional<TrainedModel> champion)
            throws CannotJudgeException {
        return new Promotion(candidate, PromotionTest::engines).judge(windows, champion);
    }

    @Test
    void shouldJudgeByTheCardOnTheWindowsOfTheTraining() throws CannotJudgeException {
        // given: one that was no good, and one that was; some windows of the days after are there already
        List<TrainingWindow> windows = ALL.subList(0, WINDOWS.size() + 72);

        // when
        Verdict poor = judge(TRAINED, windows, Optional.empty());
        Verdict good = judge(scored(TRAINED, 0.125), windows, Optional.empty());

        // then
        assertThat(poor.passes()).isFalse();
        assertThat(poor.candidate()).isEqualTo(mase(TRAINED, ModelForecaster.NETWORK));
        assertThat(poor.rivals()).containsOnlyKeys("persistence", "yesterday", "lastWeek", "usual", "ridge");
        assertThat(poor.rivals()).containsEntry("usual", mase(TRAINED, "usual"));
        assertThat(good.passes()).isTrue();
        assertThat(good.candidate()).isEqualTo(0.125);
        assertThat(good.notes())
                .singleElement()
                .asString()
                .startsWith("compared by the scores that m@1 had on its validation block");
    }

    @Test
    void shouldCompareWithTheScoresOfAChampionOfTheSameWindows() throws CannotJudgeException {
        // given
        TrainedModel champion = scored(trained("0", WINDOWS), 0.0625);

        // when
        Verdict verdict = judge(scored(TRAINED, 0.125), WINDOWS, Optional.of(champion));

        // then
        assertThat(verdict.passes()).isFalse();
        assertThat(verdict.best()).isEqualTo("champion");
        assertThat(verdict.rivals()).containsEntry("champion", 0.0625);
        assertThat(verdict.notes()).last().asString().contains("the champion is m@0, by the scores");
    }

    @Test
    void shouldLetAChampionOfOtherWindowsForecastTheBlock() throws CannotJudgeException {
        // given: a champion whose card boasts of other windows
        TrainedModel champion = scored(trained("0", WINDOWS.subList(0, WINDOWS.size() - 24)), 0.0625);
        Split split = Split.at(WindowSet.of(WINDOWS), block(TRAINED).from());

        // when
        Verdict verdict = judge(scored(TRAINED, 0.125), WINDOWS, Optional.of(champion));

        // then
        assertThat(verdict.passes()).isTrue();
        assertThat(verdict.rivals()).containsEntry("champion", mase(champion, split));
        assertThat(verdict.notes()).last().isEqualTo("the champion is m@0");
    }

    @Test
    void shouldLetAChampionThatWasScoredOnAnotherBlockOfTheSameWindowsForecast() throws CannotJudgeException {
        // given: a champion of the very same windows, whose card boasts of a block that begins an hour later
        ValidationBlock own = block(TRAINED);
        TrainedModel boasting = scored(trained("0", WINDOWS), 0.0625);
        TrainedModel champion = boasting.with(copy(
                boasting.card(),
                boasting.card().validation(),
                Optional.of(new ValidationBlock(own.from().plus(Duration.ofHours(1)), own.to()))));

        // when
        Verdict verdict = judge(scored(TRAINED, 0.125), WINDOWS, Optional.of(champion));

        // then
        assertThat(verdict.rivals())
                .containsEntry("champion", mase(champion, Split.at(WindowSet.of(WINDOWS), own.from())));
        assertThat(verdict.notes()).last().isEqualTo("the champion is m@0");
    }

    @Test
    void shouldJudgeByWhatCameAfterTheTrainingOnceThatIsAWeek() throws CannotJudgeException {
        // given: one whose card boasts, and fourteen days of which the first shares targets with the training
        TrainedModel candidate = scored(TRAINED, 0.125);
        Instant after = block(TRAINED).to().plus(Duration.ofHours(24));
        Split split = Split.at(WindowSet.of(ALL), after);

        // when
        Verdict verdict = judge(candidate, ALL, Optional.of(trained("0", WINDOWS)));

        // then
        assertThat(split.training().size()).isEqualTo(WINDOWS.size());
        assertThat(verdict.passes()).isFalse();
        assertThat(verdict.candidate()).isEqualTo(mase(candidate, split));
        assertThat(verdict.rivals()).containsEntry("champion", verdict.candidate());
        assertThat(verdict.losses()).singleElement().satisfies(loss -> assertThat(loss.sensor())
                .isEqualTo("a"));
        assertThat(verdict.notes()).first().asString().startsWith("compared on windows that came after the training");
    }

    @Test
    void shouldRefuseToJudgeOnWindowsThatWouldNotBeFair() {
        // given
        TrainedModel old = TRAINED.with(copy(TRAINED.card(), TRAINED.card().validation(), Optional.empty()));
        List<TrainingWindow> gone = WINDOWS.subList(1, WINDOWS.size());
        List<TrainingWindow> later = ALL.subList(WINDOWS.size(), ALL.size());
        TrainedModel other =
                TRAINED.with(new ForecastTask(new WindowShape(Step.HOUR, 12, 24), java.util.Set.of(), "tutorial-row"));

        // when, then
        assertCannotJudge(
                old, WINDOWS, NoVerdictReason.UNKNOWN_TRAINING, "does not say which windows it was trained on");
        assertCannotJudge(
                TRAINED,
                gone,
                NoVerdictReason.OTHER_WINDOWS,
                "not the windows that m@1 was trained on",
                "do not reach over a week yet");
        assertCannotJudge(TRAINED, later, NoVerdictReason.NO_WINDOWS, "no window from the time of m@1's training");
        assertCannotJudge(other, WINDOWS, NoVerdictReason.OTHER_SHAPE, "m@1 is made for windows of ");
    }

    private static void assertCannotJudge(
            TrainedModel candidate, List<TrainingWindow> windows, NoVerdictReason reason, String... parts) {
        assertThatThrownBy(() -> judge(candidate, windows, Optional.empty()))
                .isInstanceOfSatisfying(CannotJudgeException.class, thrown -> assertThat(thrown.reason())
                        .isEqualTo(reason))
                .message()
                .contains(parts);
    }

    private static ValidationBlock block(TrainedModel bundle) {
        return bundle.card().block().orElseThrow();
    }

    private static double mase(TrainedModel bundle, String method) {
        return requireNonNull(bundle.card().validation().get(method)).mase();
    }

    private static double mase(TrainedModel bundle, Split split) {
        try (ModelForecaster forecaster = ModelForecaster.open(bundle, PromotionTest::engines)) {
            return BlockEvaluation.of(split, forecaster)
                    .evaluation()
                    .mean(BlockEvaluation.CANDIDATE)
                    .mase();
        }
    }
}
